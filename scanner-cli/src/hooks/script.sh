#
# Looks for secrets before each @verb@. Written by `gonogo hook install`; `gonogo hook uninstall` removes it and restores
# the hook that was here before. Configure what counts as a finding in gonogo.toml, not here.

# Where gonogo was at that time: graphical programs often start git with a short PATH.
installed=@installed@

case $0 in
*/*) folder=${0%/*} ;;
*) folder=. ;;
esac
earlier=$folder/@name@@aside@

blocked() {
    echo "gonogo: @verb@ blocked: $1" >&2
    shift
    printf '  %s\n' "$@" 'To @verb@ anyway: git @verb@ --no-verify' >&2
}
@stdin@
# Tools that move hooks around can make the earlier hook call this one; do not run it a second time then.
if [ -x "$earlier" ] && [ "$GONOGO_HOOK" != "$PWD $0" ]; then
    @feed@GONOGO_HOOK="$PWD $0" "$earlier" "$@" || exit $?
fi

gonogo=$(command -v gonogo) || gonogo=$installed
if ! [ -x "$gonogo" ]; then
    back="rm '$0'"
    [ -e "$earlier" ] && back="mv '$earlier' '$0'"
    blocked 'gonogo is not installed.' \
        "Put gonogo on the PATH${installed:+, or back at $installed}." \
        "To remove this hook: $back"
    exit 2
fi

@feed@"$gonogo" scan @scan@ --quiet --format text
status=$?
case $status in
0) ;;
1) blocked 'fix the findings above.' \
    'Suppress a false positive with a comment on that line: @allow@ RULE reason' ;;
*) blocked 'the scan failed, see above.' ;;
esac
@verdict@exit $status
