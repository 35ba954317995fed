#!/bin/sh
# An adapter for remotes-conformance in nothing but a POSIX shell, for languages without a template: it shows what
# has to be said when. Each task is a small state machine; its variables end with its name (state_t0). JSON strings
# are passed on as they came, with their escapes. It relies on the order of fields in the harness's lines; use a
# JSON library if your language has one.

SCHEMA1=application/vnd.docker.distribution.manifest.v1+prettyjws
PIECE=65536
: "${REMOTES_IN:=3}" "${REMOTES_OUT:=4}"

# -- JSON: the first field with that name ----------------------------------------------------------

text() { # of the line: a string, still escaped
    rest=${line#*\"$1\":\"} value=
    [ "$rest" = "$line" ] && return
    while :; do
        value=$value${rest%%\"*}
        case $value in
        *\\) # perhaps an escaped quote: only if the number of backslashes is odd
            slashes=${value##*[!\\]}
            [ $((${#slashes} % 2)) -eq 0 ] && return
            value=$value\" rest=${rest#*\"}
            ;;
        *) return ;;
        esac
    done
}
number() { value=${line#*\"$1\":} value=${value%%[!0-9-]*}; }
set_() { eval "$1_$task=\$2"; }
get() { eval "value=\$$1_$task"; }

# -- what a task reports ---------------------------------------------------------------------------

ask() { # OP ARGUMENTS NEXT-STATE
    made=$((made + 1))
    calls="$calls,{\"call\":$made,\"op\":\"$1\",\"task\":\"$task\",$2}"
    eval "task_of_$made=$task"
    set_ state "$3"
}
context() { get cancelled; context="\"ctx\":{\"task\":\"$task\",\"cancelled\":$value,\"fields\":$fields}"; }
note() { logs="$logs,{\"task\":\"$task\",\"level\":\"$1\",\"message\":\"$2\",\"fields\":$fields}"; }
end_with() { returns="$returns,{\"task\":\"$task\",$1}"; set_ state over; }
own_error() { error="\"error\":{\"kinds\":[],\"ids\":[],\"message\":\"$1\"}"; }
received_error() { # of a reply; $1 comes before its text
    text id; id=$value; text message
    error="\"error\":{\"kinds\":[\"$kind\"],\"ids\":[\"$id\"],\"message\":\"$1$value\"}"
}

# -- the handlers ----------------------------------------------------------------------------------

load() { # the variables of the task that goes on
    for name in type digest size descriptor writer reader read offset ref failed ended pause; do
        eval "$name=\$${name}_$task"
    done
    fields="{\"digest\":\"$digest\",\"mediatype\":\"$type\",\"size\":$size}"
}
make_key() {
    case $type in
    application/vnd.docker.distribution.manifest.v2+json | application/vnd.oci.image.manifest.v1+json) key=manifest ;;
    application/vnd.docker.distribution.manifest.list.v2+json | application/vnd.oci.image.index.v1+json) key=index ;;
    application/vnd.docker.image.rootfs.diff.tar | application/vnd.docker.image.rootfs.diff.tar.gzip) key=layer ;;
    application/vnd.oci.image.layer.v1.tar | application/vnd.oci.image.layer.v1.tar+gzip) key=layer ;;
    application/vnd.oci.image.layer.nondistributable.v1.tar) key=layer ;;
    application/vnd.oci.image.layer.nondistributable.v1.tar+gzip) key=layer ;;
    application/vnd.docker.container.image.v1+json | application/vnd.oci.image.config.v1+json) key=config ;;
    *) key=unknown; note warning "unknown media type $type" ;;
    esac
    key=$key-$digest
}
begin_task() {
    text task; task=$value tasks="$tasks $task"
    text kind; kind=$value
    text mediaType; set_ type "$value"
    text digest; set_ digest "$value"
    number size; set_ size "$value"
    value=${line#*\"descriptor\":}; set_ descriptor "${value%,\"world\":*}"
    set_ cancelled false; set_ pause 16000000; set_ failed ''
    case $line in *'"cancelled":true'*) set_ cancelled true ;; esac
    load
    case $kind in
    key) make_key; end_with "\"key\":\"$key\"" ;;
    fetch)
        if [ "$type" = "$SCHEMA1" ]; then
            own_error "$type is not supported"; end_with "$error"
        else
            note debug fetch; open_writer
        fi
        ;;
    push) note debug push; context; ask Push "\"descriptor\":$descriptor,$context" pushing ;;
    esac
}
open_writer() {
    make_key; context
    ask Writer "\"ref\":\"$key\",\"size\":$size,\"digest\":\"$digest\",$context" opening
}
close_reader() { set_ outcome "$1"; ask r.Close "\"reader\":\"$reader\"" closing; }
close_writer() { set_ outcome "$1"; ask w.Close "\"writer\":\"$writer\"" closed; }
read_on() {
    case $read in
    at) ask ReadAt "\"reader\":\"$reader\",\"offset\":$offset,\"n\":$PIECE" reading ;;
    *) ask Read "\"reader\":\"$reader\",\"n\":$PIECE" reading ;;
    esac
}
after_piece() {
    if [ "$failed" ]; then
        close_reader "$failed"
    elif [ "$ended" ]; then
        ask Commit "\"writer\":\"$writer\",\"size\":$size,\"digest\":\"$digest\"" committing
    else
        read_on
    fi
}
go_on() { # the call of the task was answered with the line
    load
    kind=
    case $line in *'"error":{'*) text kind; kind=$value ;; esac
    get state
    case $value:$kind in
    opening:exists | pushing:exists) end_with '"ok":true' ;;
    opening:locked)
        received_error; set_ outcome "$error"; get cancelled
        if [ "$value" = true ]; then end_with "$error"; else
            set_ state waiting; set_ due $((now + pause))
            pause=$((pause * 2)); [ $pause -gt 2048000000 ] && pause=2048000000; set_ pause $pause
        fi
        ;;
    opening:?* | pushing:?*) received_error; end_with "$error" ;;
    opening:) text writer; set_ writer "$value"; context; ask Fetch "\"descriptor\":$descriptor,$context" fetching ;;
    pushing:) text writer; set_ writer "$value"; context; ask Reader "\"digest\":\"$digest\",$context" fetching ;;
    fetching:?*) received_error; close_writer "$error" ;;
    fetching:)
        text reader; set_ reader "$value"
        case $line in *'"seek"'*) set_ read seek ;; *'"read_at"'*) set_ read at ;; *) set_ read '' ;; esac
        ask Status "\"writer\":\"$writer\"" looking
        ;;
    looking:)
        text ref; set_ ref "$value"; number offset; offset=$value; set_ offset "$offset"
        if [ "$offset" -le 0 ]; then set_ read ''; read=; read_on
        elif [ "$read" = seek ]; then
            ask Seek "\"reader\":\"$reader\",\"offset\":$offset,\"whence\":\"start\"" seeking
        elif [ "$read" = at ] && [ "$size" -gt "$offset" ]; then read_on
        else set_ read ''; ask Truncate "\"writer\":\"$writer\",\"size\":0" truncating
        fi
        ;;
    seeking:)
        number offset
        if [ "$value" = "$offset" ]; then read_on; else own_error "it cannot seek"; close_reader "$error"; fi
        ;;
    truncating:) read_on ;;
    reading:*)
        failed= ended=
        if [ "$kind" ]; then received_error; failed=$error; fi
        case $line in *'"end":true'*) ended=1 ;; esac
        set_ failed "$failed"; set_ ended "$ended"
        text data; data=$value
        case $data in *==) padding=2 ;; *=) padding=1 ;; *) padding=0 ;; esac
        length=$((${#data} / 4 * 3 - padding))
        set_ length $length; set_ offset $((offset + length))
        if [ "$data" ]; then ask Write "\"writer\":\"$writer\",\"data\":\"$data\"" writing; else after_piece; fi
        ;;
    writing:)
        number n; taken=$value; get length
        if [ "$taken" = "$value" ]; then after_piece; else own_error "a short write"; close_reader "$error"; fi
        ;;
    committing: | committing:exists) close_reader '"ok":true' ;;
    committing:?*) received_error "cannot commit ref $ref: "; close_reader "$error" ;;
    closing:*) get outcome; close_writer "$value" ;;
    closed:*) get outcome; end_with "$value" ;;
    *) received_error; close_reader "$error" ;;
    esac
}

# -- the commands ----------------------------------------------------------------------------------

cancel() { # the tasks that the line names
    names=${line#*\"cancel\":[}
    for task in $tasks; do
        case ${names%%]*} in *"\"$task\""*)
            set_ cancelled true; get state
            if [ "$value" = waiting ]; then get outcome; end_with "$value"; fi
            ;;
        esac
    done
}
advance() { # to the end of the first wait, at the latest to $1
    next='' until=$1
    for task in $tasks; do
        get state
        if [ "$value" = waiting ]; then
            get due
            if [ "$value" -le "$until" ]; then next=$task until=$value; fi
        fi
    done
    now=$until
    if [ "$next" ]; then task=$next; load; open_writer; fi
}

while IFS= read -r line <&"$REMOTES_IN"; do
    calls='' returns='' logs=''
    case $line in *'"cancel":['*) cancel ;; esac
    case $line in
    *'"do":"describe"'*)
        echo '{"protocol":1,"implementation":"mine","version":"0","language":"sh","editions":["2017-06"],"issues":"","capabilities":["make_ref_key","fetch","push","virtual-time"]}' >&"$REMOTES_OUT"
        continue
        ;;
    *'"do":"begin"'*) now=0 made=0 tasks='' ;;
    *'"do":"advance"'*) number until; [ "$calls$returns" ] || advance "$value" ;;
    *'"do":"start"'*) begin_task ;;
    *'"do":"reply"'*) number call; eval "task=\$task_of_$value"; go_on ;;
    esac
    # The last of that name: a string has its quotes escaped.
    world=${line##*\"world\":} world=${world%%[!0-9]*}
    printf '{"world":%s,"now":%s,"calls":[%s],"returns":[%s],"logs":[%s]}\n' \
        "$world" "$now" "${calls#,}" "${returns#,}" "${logs#,}" >&"$REMOTES_OUT"
done
