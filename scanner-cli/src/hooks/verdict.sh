[ $status -eq 0 ] || exit $status

# What is deleted goes nowhere, so no gate is asked for it.
is_asked=
while read -r from _ to _; do
    case $to in
    @refs@) [ "$from" = '(delete)' ] || is_asked=yes ;;
    esac
done <<PUSHED
$pushed
PUSHED
[ -n "$is_asked" ] || exit 0

# Decides about the files on disk, whatever commit is pushed, and about the whole history.
said=$("$gonogo" verdict --gate=@gate@ --history --quiet --format text 2>&1)
status=$?
[ $status -eq 0 ] || printf '%s\n\n' "$said" >&2
case $status in
0) ;;
1) blocked 'not everything that the gate asks for is answered.' \
    'Mend what fails, and attest what no file shows: gonogo attest ITEM --evidence LINK' ;;
*) blocked 'there is no complete verdict, see above.' ;;
esac
