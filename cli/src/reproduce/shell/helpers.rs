//! What the lines of bash call where it has no word of its own.

/// What the lines may not call anything of theirs.
pub(super) const TAKEN: &[&str] = &[
    "bytes", "cut", "fold", "hex", "home", "host", "ifs", "openssl", "numbers", "path", "pem", "percent", "printf",
    "pwd", "replace", "sed", "sign", "slice", "term", "tr", "uid", "unbase64", "user",
];

pub(super) const HEX: &str = "hex() { od -An -v -tx1 | tr -d ' \\n'; }";
pub(super) const BYTES: &str = "bytes() { printf \"$(printf %s \"$1\" | sed 's/../\\\\x&/g')\"; }";
pub(super) const UNBASE64: &str = "unbase64() { # of either alphabet, padded or not\n  local text\n  text=$(tr -d '=\\n' | tr '_-' '/+')\n  while ((${#text} % 4)); do text+='='; done\n  printf %s \"$text\" | openssl base64 -d -A\n}";
pub(super) const PERCENT: &str = "percent() { # text, what stays, what stands for a space, digits\n  local LC_ALL=C text=$1 i one code\n  for ((i = 0; i < ${#text}; i++)); do\n    one=${text:i:1}\n    if [[ $one == [A-Za-z0-9] || $2 == *\"$one\"* ]]; then printf %s \"$one\"\n    elif [[ $one == ' ' ]]; then printf %s \"$3\"\n    else\n      printf -v code %d \"'$one\"\n      printf \"%%$4\" $((code & 255))\n    fi\n  done\n}";
pub(super) const SLICE: &str = "slice() { printf %s \"${1:$2:${3-${#1}}}\"; }";
pub(super) const REPLACE: &str = "replace() { printf %s \"${1//\"$2\"/\"$3\"}\"; }";
pub(super) const PEM: &str = "pem() { printf -- '-----BEGIN %s-----\\n%s\\n-----END %s-----\\n' \"$2\" \"$(printf %s \"$1\" | fold -w 64)\" \"$2\"; }";
pub(super) const SIGN: &str = "sign() { # key, and how\n  local key=$1\n  shift\n  openssl dgst \"$@\" -sign <(printf '%s\\n' \"$key\") -binary\n}";
pub(super) const NUMBERS: &str = "numbers() { # the two numbers of an ECDSA signature, side by side, each of so many digits\n  openssl asn1parse -inform DER | sed -n 's/.*INTEGER *://p' | while read -r one; do printf \"%$1s\" \"$one\"; done | tr ' A-F' '0a-f'\n}";
pub(super) const ED25519: &str = "ed25519() {\n  local folder status\n  folder=$(mktemp -d)\n  cat >\"$folder/message\"\n  printf '%s\\n' \"$1\" >\"$folder/key\"\n  openssl pkeyutl -sign -rawin -inkey \"$folder/key\" -in \"$folder/message\"\n  status=$?\n  rm -r \"$folder\"\n  return \"$status\"\n}";
/// What stands before the bare bytes of an Ed25519 key in a document.
pub(super) const SEED: &str = "302e020100300506032b657004220420";
