#
# Looks for secrets before each @deed@. Written by `gonogo hook install`; `gonogo hook uninstall` removes it and puts back
# the hook that was here before. What counts as a finding is set in gonogo.toml, not here.

# Where gonogo was at that time: programs with windows often start git with a short PATH.
installed=@installed@

case $0 in
*/*) folder=${0%/*} ;;
*) folder=. ;;
esac
earlier=$folder/@name@@aside@

stopped() {
    echo "gonogo: the @deed@ was stopped: $1" >&2
    shift
    printf '  %s\n' "$@" 'To @deed@ all the same: git @deed@ --no-verify' >&2
}
@stdin@
# Tools that move hooks about can make the earlier hook call this one. It is not called a second time then.
if [ -x "$earlier" ] && [ "$GONOGO_HOOK" != "$PWD $0" ]; then
    @feed@GONOGO_HOOK="$PWD $0" "$earlier" "$@" || exit $?
fi

gonogo=$(command -v gonogo) || gonogo=$installed
if ! [ -x "$gonogo" ]; then
    back="rm '$0'"
    [ -e "$earlier" ] && back="mv '$earlier' '$0'"
    stopped 'there is no gonogo to look for secrets.' \
        "Put gonogo on the PATH${installed:+, or back to $installed}." \
        "To do without it from now on: $back"
    exit 2
fi

@feed@"$gonogo" scan @scan@ --quiet --format text
status=$?
case $status in
0) ;;
1) stopped 'see above what was found.' \
    'Take the secret out, and revoke it if anyone may have seen it.' \
    'What is no secret is accepted by a comment on its line: @allow@ RULE reason' ;;
*) stopped 'see above why gonogo could not look for secrets.' ;;
esac
exit $status
