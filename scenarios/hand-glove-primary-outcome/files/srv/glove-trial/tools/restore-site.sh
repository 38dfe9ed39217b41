#!/usr/bin/env bash
# Puts the delivered copy of a site's visits back in place: restore-site.sh site-02
set -euo pipefail
trial="$(cd "$(dirname "$0")/.." && pwd)"
site="${1:?which site? for example site-02}"
cd "$trial/archive/deliveries"
grep " $site.csv\$" MANIFEST.sha256 | sha256sum --check --quiet || {
    echo "restore-site: the archive copy of $site is not the one delivered; ask the data office" >&2
    exit 1
}
cp "$site.csv" "$trial/data/visits/$site.csv"
log="$trial/logs/analysis.log"
printf '%04d restore %s from archive/deliveries\n' $(($(wc -l <"$log") + 1)) "$site" >>"$log"
echo "$site restored"
