# What `helm test` runs, with the shell, httpd and wget of busybox. GATEWAY is where the gateways are, HOST the Product's host, KEY the client's key;
# WWW a folder that may be written, and PORT where the backend listens: this script is the backend too.
set -eu

mkdir -p "$WWW"
echo "It works." >"$WWW/index.html"
httpd -p "$PORT" -h "$WWW"

status() {
  wget -S -O /dev/null --header "Host: $HOST" "$@" "http://$GATEWAY/" 2>&1 | sed -n 's/^ *HTTP\/[0-9.]* \([0-9]*\).*/\1/p' | head -n 1
}

# Until every gateway has the Product some answer 404; a window that is used up ends within a minute.
expect() {
  wanted=$1 what=$2
  shift 2
  tries=0 got=""
  while [ "$tries" -lt 180 ]; do
    got=$(status "$@")
    if [ "$got" = "$wanted" ]; then
      echo "$what: $got"
      return
    fi
    tries=$((tries + 1))
    [ "$got" = 200 ] || sleep 1
  done
  echo "$what: expected $wanted, and the last answer was ${got:-none}"
  exit 1
}

expect 200 "with a key" --header "user_key: $KEY"
expect 401 "without a key"
expect 429 "beyond the limit" --header "user_key: $KEY"
