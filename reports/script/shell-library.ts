/**
 * The beginning of every script: functions of a POSIX shell and of POSIX awk that send requests, read JSON and remove
 * created resources.
 */
export const SHELL_LIBRARY: string = String.raw`
say() { printf '%s\n' "$*"; }
undecided() { say "UNDECIDED: $*"; exit 2; }

# Everything that was made is removed, the youngest first, also after a failure or a signal.
clean_up() {
  result=$?
  trap '' HUP INT TERM
  trap - EXIT
  awk '{ line[NR] = $0 } END { for (i = NR; i > 0; i--) print line[i] }' "$work/made" >"$work/remove"
  while read -r url; do
    removed=$(request -X DELETE -o "$work/removed" "$url") || removed='no answer'
    case $removed in
      2?? | 404 | 410) say "removed $url" ;;
      *) say "COULD NOT REMOVE $url ($removed): please remove it" ;;
    esac
  done <"$work/remove"
  rm -rf "$work"
  exit "$result"
}

end_on_signal() { trap 'trap "" HUP INT TERM; exit 2' HUP INT TERM; }

request() {
  if [ -n "$SCIM_TOKEN" ]; then set -- -H "$credential" "$@"; fi
  plain_request "$@"
}
plain_request() { curl -sS -g --path-as-is --http1.1 --max-time "$SCIM_TIMEOUT" -H 'expect:' -w '%{http_code}' "$@"; }

# Standard input becomes the body of the next request.
body() { printf '%s' "$(cat)" >"$work/body"; }

# send STEP METHOD URL (body|nothing) HEADERS…
send() {
  step=$1 method=$2 url=$3 with=$4
  shift 4
  printf '\n--- %s %s\n' "$method" "$url"
  if [ "$with" = body ]; then
    cat "$work/body"
    printf '\n'
    set -- "$@" --data-binary "@$work/body"
  fi
  if [ "$method" = HEAD ]; then set -- "$@" --head; else set -- "$@" -X "$method"; fi
  : >"$work/$step.body"
  : >"$work/$step.head"
  fault=0
  # A signal waits until what was made is noted.
  signal=
  trap 'signal=1' HUP INT TERM
  status=$(plain_request "$@" -D "$work/$step.head" -o "$work/$step.body" "$url" 2>"$work/fault") || fault=$?
  if [ "$fault" -ne 0 ]; then
    status=000
    cat "$work/fault"
    case $fault in 5 | 6 | 7 | 35 | 60) undecided "there is no connection to $url" ;; esac
  fi
  printf '%s' "$status" >"$work/$step.status"
  flatten "$work/$step.body" >"$work/$step.flat"
  if [ "$method" = POST ]; then note_made "$step" "$url" "$status"; fi
  end_on_signal
  if [ -n "$signal" ]; then exit 2; fi
  say "answer: $status"
  if [ -s "$work/$step.body" ]; then cat "$work/$step.body"; printf '\n'; fi
}

# Only what a request of this script has made is removed.
note_made() {
  case $3 in 2??) ;; *) return 0 ;; esac
  case $2 in
    */.search*) return 0 ;;
    */Bulk*) awk -F '\t' '
        { n = split($1, part, "/"); if (part[2] == "Operations") { if (part[4] == "location") at[part[3]] = $2; if (part[4] == "status" && $2 ~ /201/) is[part[3]] = 1 } }
        END { for (i = 0; i < 1000; i++) if (is[i]) { gsub(/"/, "", at[i]); gsub(/\\\//, "/", at[i]); print at[i] } }' "$work/$1.flat" | while read -r location; do
        case $location in "$SCIM_URL"/*/*) printf '%s\n' "$location" >>"$work/made" ;; esac
      done
      return 0 ;;
  esac
  if [ "$3" != 201 ] && ! grep -qi "$name" "$work/$1.body"; then return 0; fi
  own=$(value "$1" /id)
  if [ -n "$own" ]; then
    own=$(encode "$own")
    printf '%s\n' "${'$'}{2%%\?*}/$own" >>"$work/made"
    return 0
  fi
  own=$(header "$1" location)
  case $own in "$SCIM_URL"/*/*) printf '%s\n' "$own" >>"$work/made" ;; esac
}

# JSON as lines: a JSON pointer, a tab, and a value that holds no others.
flatten() {
  awk '
    function blank() { while (p <= n && index(" \t\r\n", substr(t, p, 1))) p++ }
    function text(  from, c) {
      from = p
      for (p++; p <= n; p++) {
        c = substr(t, p, 1)
        if (c == "\\") p++
        else if (c == "\"") break
      }
      if (p > n) bad = 1
      p++
      return substr(t, from, p - from)
    }
    function value(at, depth,  c, k, i, from) {
      blank()
      if (p > n || depth > 60) { bad = 1; return }
      c = substr(t, p, 1)
      if (c == "{") {
        p++; blank()
        if (substr(t, p, 1) == "}") { p++; print at "\t{}"; return }
        while (!bad) {
          blank()
          if (substr(t, p, 1) != "\"") { bad = 1; return }
          k = text(); blank()
          if (substr(t, p, 1) != ":") { bad = 1; return }
          p++
          value(at "/" substr(k, 2, length(k) - 2), depth + 1); blank()
          c = substr(t, p, 1); p++
          if (c == "}") return
          if (c != ",") bad = 1
        }
      } else if (c == "[") {
        p++; blank()
        if (substr(t, p, 1) == "]") { p++; print at "\t[]"; return }
        for (i = 0; !bad; i++) {
          value(at "/" i, depth + 1); blank()
          c = substr(t, p, 1); p++
          if (c == "]") return
          if (c != ",") bad = 1
        }
      } else if (c == "\"") print at "\t" text()
      else {
        from = p
        while (p <= n && !index(",}] \t\r\n", substr(t, p, 1))) p++
        if (substr(t, from, p - from) !~ /^(true|false|null|-?[0-9][0-9.eE+-]*)$/) { bad = 1; return }
        print at "\t" substr(t, from, p - from)
      }
    }
    { t = t $0 "\n" }
    END {
      n = length(t); p = 1
      blank()
      if (p > n) exit
      value("", 0); blank()
      if (bad || p <= n) print "/not-json\t" substr(t, 1, n - 1)
    }' "$1"
}

# value STEP POINTER, header STEP NAME: a value of an answer.
value() {
  awk -F '\t' -v at="$2" '$1 == at { sub(/^[^\t]*\t/, ""); print; exit }' "$work/$1.flat" |
    sed 's/^"\(.*\)"$/\1/; s/\\\(["/\\]\)/\1/g'
}
header() {
  awk -v name="$2" '{ sub(/\r$/, "") } tolower(substr($0, 1, length(name) + 1)) == name ":" { v = substr($0, length(name) + 2); sub(/^[ \t]+/, "", v) } END { print v }' "$work/$1.head"
}
need() { if [ -z "$2" ]; then undecided "answer $1 has no $3, which a later request needs"; fi; }
last_segment() { one=${'$'}{1%/}; printf '%s' "${'$'}{one##*/}"; }
encode() {
  printf '%s' "$1" | awk 'BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = sprintf("%%%02X", i) }
    { r = ""; for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); r = r (c ~ /[A-Za-z0-9._~-]/ ? c : code[c]) } print r }'
}
upper() { printf '%s' "$1" | tr 'a-z' 'A-Z'; }
escape() { printf '%s' "$1" | sed 's/["\\]/\\&/g'; }
# like PATTERN: the unique name in the letter case of a pattern.
like() {
  awk -v p="$1" -v s="$name" 'BEGIN { r = ""; for (i = 1; i <= length(s); i++) { c = substr(s, i, 1); d = substr(p, i, 1); r = r (d ~ /[A-Z]/ ? toupper(c) : c) } print r }'
}

# prepared STEP STATUS: a request before the decisive one must get the recorded status.
prepared() {
  case $2 in 2*) ;; *) return 0 ;; esac
  case $(cat "$work/$1.status") in
    2??) ;;
    *) undecided "a preparing request was answered $(cat "$work/$1.status"), not $2" ;;
  esac
}
`

/** Judges a status. */
export const STATUS_LIBRARY: string = `
# judge_status STEP RECORDED STATUS…: the status is right, or as wrong as in the run; another one may be right for a reason that is not known here.
judge_status() {
  got=$(cat "$work/$1.status") recorded=$2
  shift 2
  for one in "$@"; do
    case $one in ?xx) match=${'$'}{one%xx}'??' ;; *) match=$one ;; esac
    # shellcheck disable=SC2254
    case $got in $match) return 0 ;; esac
  done
  if [ "$got" != "$recorded" ]; then undecided "the status is $got: neither the recorded one ($recorded) nor a correct one ($*)"; fi
  fault_occurs "the status is $got; expected: $*"
}
`

/** Judges members of a resource. */
export const MEMBER_LIBRARY: string = String.raw`
# member STEP RELATION NAMES FILTER VALUES: succeeds where the resource shows it. NAMES are separated by spaces; FILTER is "POSITION NAME VALUE"
# or empty; each line of VALUES is one value.
member() {
  relation=$2 names=$3 filter=$4 values=$5 awk -F '\t' '
    function plain(v) { sub(/^"/, "", v); sub(/"$/, "", v); gsub(/\\\//, "/", v); gsub(/\\"/, "\"", v); return tolower(v) }
    function isEmpty(v) { return v == "" || v == "null" || v == "[]" || v == "{}" }
    # Element of the list that a pointer goes through, or -1 where it does not lead to the member.
    function follows(at,  part, n, i, j, element) {
      n = split(substr(at, 2), part, "/"); element = ""; j = 1
      # A core attribute may also be in an extension.
      i = 1
      if (part[1] ~ /^urn:/ && want[1] !~ /^urn:/) i = 2
      for (; i <= n; i++) {
        if (j <= count && part[i] == want[j]) j++
        else if (part[i] ~ /^[0-9]+$/ && j > 1) { if (j - 1 == place || element == "") element = part[i] }
        else if (j > count && part[i] == "value") continue
        else return "no"
      }
      return j > count ? "yes " element : "no"
    }
    BEGIN {
      relation = ENVIRON["relation"]; names = ENVIRON["names"]; filter = ENVIRON["filter"]; values = ENVIRON["values"]
      count = split(tolower(names), want, " ")
      if (filter != "") { split(filter, f, " "); place = f[1] + 1; filterName = tolower(f[2]); filterValue = filter; sub(/^[^ ]* [^ ]* /, "", filterValue); filterValue = tolower(filterValue) }
      wanted = split(tolower(values), value, "\n")
    }
    { v = $0; sub(/^[^\t]*\t/, "", v); pointer[NR] = tolower($1); shown[NR] = plain(v) }
    END {
      if (filter != "") for (i = 1; i <= NR; i++) {
        n = split(substr(pointer[i], 2), part, "/")
        if (n >= 3 && part[n] == filterName && part[n - 2] == want[place] && shown[i] == filterValue) chosen[part[n - 1]] = 1
      }
      for (i = 1; i <= NR; i++) {
        at = follows(pointer[i])
        if (at == "no" || isEmpty(shown[i])) continue
        element = substr(at, 5)
        if (filter != "" && !(element in chosen)) continue
        some = 1
        isWanted = 0
        for (j = 1; j <= wanted; j++) if (shown[i] == value[j]) { has[j] = 1; isWanted = 1 }
        if (!isWanted) other = 1
      }
      all = 1
      for (j = 1; j <= wanted; j++) if (!has[j]) all = 0
      any = 0
      for (j = 1; j <= wanted; j++) if (has[j]) any = 1
      if (relation == "empty") exit some ? 1 : 0
      if (relation == "excludes") exit any ? 1 : 0
      if (relation == "only") exit all && !other ? 0 : 1
      exit all ? 0 : 1
    }' "$work/$1.flat"
}
`

/** Compares responses with recorded ones. */
export const RECORDED_LIBRARY: string = String.raw`
# answered STEP: how a step was answered, as lines that can be compared.
answered() {
  say "status	$(cat "$work/$1.status")"
  for name_of_header in content-type location etag www-authenticate allow retry-after; do
    found=$(header "$1" "$name_of_header")
    if [ -n "$found" ]; then say "$name_of_header	$found"; fi
  done
  sort "$work/$1.flat"
}
# What the run recorded has *** where the token was.
masked() {
  if [ "${'$'}{#SCIM_TOKEN}" -lt 4 ]; then cat; return 0; fi
  token=$SCIM_TOKEN awk 'BEGIN { t = ENVIRON["token"] } { r = ""; while ((i = index($0, t)) > 0) { r = r substr($0, 1, i - 1) "***"; $0 = substr($0, i + length(t)) } print r $0 }'
}
# recorded STEP STATUS: standard input is the recorded answer, headers first, then an empty line, then the body.
recorded() {
  printf '%s' "$2" >"$work/was$1.status"
  awk -v head="$work/was$1.head" -v body="$work/was$1.body" 'BEGIN { printf "" >head; printf "" >body } !inBody { if ($0 == "") inBody = 1; else print >head; next } { print >body }'
  flatten "$work/was$1.body" >"$work/was$1.flat"
}
# same_trouble STEP: an answer that is wrong for another reason than in the run tells nothing.
same_trouble() {
  got=$(cat "$work/$1.status")
  if [ "$got" = "$(cat "$work/was$1.status")" ]; then return 0; fi
  case $got in 000 | 401 | 403 | 407 | 429 | 502 | 503 | 504) undecided "request $1 was answered $got" ;; esac
}
# document PATH CHECKSUM: equal answers show nothing where the server describes itself in another way.
document() {
  request -H 'accept: application/scim+json' -o "$work/document" "$SCIM_URL$1" >"$work/status" || undecided "no answer to $SCIM_URL$1"
  sum=$(url=$SCIM_URL awk 'BEGIN { u = ENVIRON["url"] } { r = ""; while ((i = index($0, u)) > 0) { r = r substr($0, 1, i - 1) "@"; $0 = substr($0, i + length(u)) } print r $0 }' "$work/document" | masked | cksum)
  if [ "${'$'}{sum%% *}" != "$2" ]; then undecided "the answers are those of the run, but $1 is another document"; fi
}
# Identifiers, versions and cursors are numbered in the order in which they first appear: which of them are equal is compared. Instants differ from
# run to run; only where the finding is about them is compared which of one resource are equal.
normalize() {
  awk -F '\t' -v instants="$instants" '
    function numbered(kind, v) { if (!((kind, v) in number)) number[kind, v] = ++counter[kind]; return "<" kind " " number[kind, v] ">" }
    function scope(key) {
      if (key == "step") scopes++
      if (!instants) return "instant"
      return match(key, /^\/(resources|operations)\/[0-9]+/) ? "instant " scopes " " substr(key, 1, RLENGTH) : "instant " scopes
    }
    # Characters of an identifier that a URL must encode are a part of its form.
    function marks_of(v) { gsub(/[A-Za-z0-9._~-]/, "", v); return v }
    function each(s, pattern, kind,  r) {
      r = ""
      while (match(s, pattern)) {
        r = r substr(s, 1, RSTART - 1) (kind == "instant" ? "<instant>" : numbered(kind, substr(s, RSTART, RLENGTH)))
        s = substr(s, RSTART + RLENGTH)
      }
      return r s
    }
    function replaced(s, old, new,  r, i, before, after) {
      r = ""
      while ((i = index(s, old)) > 0) {
        before = i == 1 ? "" : substr(s, i - 1, 1); after = substr(s, i + length(old), 1)
        if (before ~ /[A-Za-z0-9_-]/ || after ~ /[A-Za-z0-9_-]/) { r = r substr(s, 1, i + length(old) - 1) } else { r = r substr(s, 1, i - 1) new }
        s = substr(s, i + length(old))
      }
      return r s
    }
    { line[NR] = $0; v = $2; bare = v; gsub(/^"|"$/, "", bare)
      if (($1 ~ /\/id$/ || $1 == "location") && bare !~ /^urn:/ && bare != "" && bare != "null") {
        if ($1 == "location") { sub(/.*\//, "", bare) }
        if (bare != "" && !(bare in isId)) { isId[bare] = 1; ids[++idCount] = bare }
      } }
    END {
      hex = "[0-9a-f]"; h4 = hex hex hex hex
      uuid = h4 h4 "-" h4 "-" h4 "-" h4 "-" h4 h4 h4
      d2 = "[0-9][0-9]"
      instant = d2 d2 "-" d2 "-" d2 "T" d2 ":" d2 ":" d2 "(\\.[0-9]+)?(Z|[+-]" d2 ":" d2 ")"
      for (i = 1; i <= NR; i++) {
        split(line[i], part, "\t"); key = tolower(part[1]); v = substr(line[i], length(part[1]) + 2)
        if (key ~ /\/password$/) v = "***"
        else if (key == "etag" || key ~ /\/version$/) {
          gsub(/\\"/, "\"", v); quoted = v ~ /^""|^"W/ ? "json " : ""
          weak = v ~ /W\// ? "W/" : ""
          marks = v ~ /".*"/ ? "quoted " : ""
          core = v; gsub(/W\/|"/, "", core)
          v = weak marks numbered("version", core)
        } else if (key ~ /cursor$/) v = numbered("cursor", v) marks_of(v)
        else {
          whole = v
          v = each(v, instant, scope(key))
          if (key ~ /\/(created|lastmodified)$/ && v == whole) gsub(/[0-9]/, "9", v)
          for (j = 1; j <= idCount; j++) if (index(v, ids[j])) v = replaced(v, ids[j], numbered("id", ids[j]) marks_of(ids[j]))
          v = each(v, uuid, "uuid")
        }
        print part[1] "\t" v
      }
    }'
}
`
