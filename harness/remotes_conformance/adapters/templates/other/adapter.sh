#!/bin/sh
# An adapter for remotes-conformance, with nothing but a shell and sed: it offers make_ref_key. Use a
# JSON library if your language has one. This adapter relies on the order in which the harness writes
# a descriptor: "mediaType", then "digest". Strings keep their JSON escapes.

field() { # of the line: the first string with this name, still escaped
    printf '%s\n' "$line" | sed -E "s/\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\n\1/; s/^.*\n//"
}
number() { printf '%s\n' "$line" | sed -E "s/^.*\"$1\":([0-9]+).*$/\1/"; }

now=0
while IFS= read -r line <&3; do
    returns='' logs=''
    case $line in
    *'"do":"describe"'*)
        echo '{"protocol":1,"implementation":"mine","version":"0","language":"sh","editions":["2017-06"],"capabilities":["make_ref_key","virtual-time"],"issues":""}' >&4
        continue
        ;;
    *'"do":"begin"'*) now=0 ;;
    *'"do":"advance"'*) now=$(number until) ;;
    *'"do":"start"'*)
        task=$(field task) type=$(field mediaType) digest=$(field digest)
        case $type in
        application/vnd.docker.distribution.manifest.v2+json) kind=manifest ;;
        application/vnd.oci.image.manifest.v1+json) kind=manifest ;;
        application/vnd.docker.distribution.manifest.list.v2+json) kind=index ;;
        application/vnd.oci.image.index.v1+json) kind=index ;;
        application/vnd.docker.image.rootfs.diff.tar | application/vnd.docker.image.rootfs.diff.tar.gzip) kind=layer ;;
        application/vnd.oci.image.layer.v1.tar | application/vnd.oci.image.layer.v1.tar+gzip) kind=layer ;;
        application/vnd.oci.image.layer.nondistributable.v1.tar) kind=layer ;;
        application/vnd.oci.image.layer.nondistributable.v1.tar+gzip) kind=layer ;;
        application/vnd.docker.container.image.v1+json) kind=config ;;
        application/vnd.oci.image.config.v1+json) kind=config ;;
        *)
            kind=unknown
            logs=$(printf '{"task":"%s","level":"warning","message":"unknown media type %s","fields":{}}' "$task" "$type")
            ;;
        esac
        returns=$(printf '{"task":"%s","key":"%s-%s"}' "$task" "$kind" "$digest")
        ;;
    esac
    world=$(printf '%s\n' "$line" | sed -E 's/^[^{]*\{.*"world":([0-9]+).*$/\1/')
    printf '{"world":%s,"now":%s,"calls":[],"returns":[%s],"logs":[%s]}\n' "$world" "$now" "$returns" "$logs" >&4
done
