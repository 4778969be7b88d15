# Sourced by .ci/demo and .ci/test: brings what a machine with Python 3.11, Node 20 and git lacks.
# Nothing is installed into the system's Python; heavy things are kept outside the clone, so that clones share them.

UV_VERSION=0.13.9
CACHE="${QAAGENT_TEST_CACHE:-$HOME/.cache/qaagent-lsp/tests}"
# Our own environment is .venv of this clone, whatever shell this is started from.
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\n== %s\n' "$*" >&2; }
stop() { printf '\nqaagent-lsp: %s\n' "$*" >&2; exit 3; }

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3 python; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

PYTHON="$(find_python)" || stop "Python 3.11 or newer is needed and none is on PATH."

# Arguments are pairs: a command or file that must exist, and the Debian package that brings it.
need_packages() {
    local missing=()
    while (($#)); do
        command -v "$1" >/dev/null || [[ -e "$1" ]] || missing+=("$2")
        shift 2
    done
    ((${#missing[@]})) || return 0
    if [[ "$(id -u)" != 0 ]] || ! command -v apt-get >/dev/null; then
        stop "missing: ${missing[*]}. Install them (as root: apt-get install ${missing[*]}) and start again."
    fi
    say "apt-get install ${missing[*]}"
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Sets UV. `pip install --target` works where the system's Python refuses packages (PEP 668) and without ensurepip.
find_uv() {
    local home="$CACHE/uv-$UV_VERSION"
    UV="$(command -v uv || true)"
    [[ -n "$UV" && "$("$UV" --version 2>/dev/null)" == "uv $UV_VERSION"* ]] && return
    UV="$home/bin/uv"
    [[ -x "$UV" ]] && return
    "$PYTHON" -m pip --version >/dev/null 2>&1 || need_packages pip3 python3-pip
    say "installing uv $UV_VERSION into $home"
    mkdir -p "$CACHE"
    local fresh
    fresh="$(mktemp -d "$CACHE/.uv-XXXXXX")"
    "$PYTHON" -m pip install --quiet --target "$fresh" "uv==$UV_VERSION" >&2
    # Two clones may do this at once; the first rename wins and the other copy is dropped.
    mv -T "$fresh" "$home" 2>/dev/null || rm -rf "$fresh"
}

sync_environment() {
    find_uv
    "$UV" sync --quiet --python "$PYTHON" "$@"
}
