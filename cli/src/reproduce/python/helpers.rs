//! What the lines of Python call where the language has no word of its own.

/// What the lines may not call anything of theirs.
pub(super) const TAKEN: &[&str] = &[
    "and",
    "as",
    "assert",
    "async",
    "await",
    "base64",
    "bytes",
    "class",
    "def",
    "del",
    "dict",
    "elif",
    "else",
    "except",
    "for",
    "from",
    "global",
    "hashlib",
    "hmac",
    "if",
    "import",
    "in",
    "is",
    "items",
    "json",
    "key",
    "lambda",
    "lower",
    "merged",
    "not",
    "numbers",
    "openssl",
    "or",
    "os",
    "pair",
    "pairs",
    "part",
    "pass",
    "pem",
    "percent",
    "print",
    "quote",
    "raise",
    "re",
    "return",
    "seed",
    "sorted",
    "str",
    "subprocess",
    "tempfile",
    "try",
    "unbase64",
    "unquote",
    "upper",
    "value",
    "while",
    "with",
    "yield",
    "len",
    "list",
];

pub(super) const LOWER: &str =
    "def lower(text):  # ASCII only\n    return text.translate({one: one + 32 for one in range(65, 91)})";
pub(super) const UPPER: &str =
    "def upper(text):  # ASCII only\n    return text.translate({one: one - 32 for one in range(97, 123)})";
pub(super) const PERCENT: &str = "def percent(text, kept, space=\"%20\", digits=\"%02X\"):\n    raw = text.encode() if isinstance(text, str) else text\n    plain = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\" + kept\n    one = lambda byte: chr(byte) if chr(byte) in plain else space if byte == 32 else \"%\" + digits % byte\n    return \"\".join(one(byte) for byte in raw)";
pub(super) const UNBASE64: &str = "def unbase64(text):  # of either alphabet, padded or not\n    text = text.rstrip(\"=\").replace(\"-\", \"+\").replace(\"_\", \"/\")\n    return base64.b64decode(text + \"=\" * (-len(text) % 4))";
pub(super) const PART: &str = "def part(text, separator, place):\n    parts = text.split(separator)\n    return parts[place] if -len(parts) <= place < len(parts) else \"\"";
pub(super) const MERGED: &str = "def merged(pairs, between):\n    found = {}\n    for key, value in pairs:\n        found[key] = found[key] + between + value if key in found else value\n    return list(found.items())";
pub(super) const OPENSSL: &str = "def openssl(message, *arguments, key=None):  # what the standard library lacks\n    with tempfile.TemporaryDirectory() as folder:\n        files = {\"{message}\": os.path.join(folder, \"message\"), \"{key}\": os.path.join(folder, \"key\")}\n        for name, content in ((\"{message}\", message), (\"{key}\", (key or \"\").encode())):\n            with open(files[name], \"wb\") as file:\n                file.write(content)\n        command = [\"openssl\"] + [files.get(one, one) for one in arguments]\n        return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout";
pub(super) const PEM: &str = "def pem(key, label):\n    return key if \"-----\" in key else f\"-----BEGIN {label}-----\\n{key}\\n-----END {label}-----\\n\"";
pub(super) const SEED: &str = "def seed(key):  # a bare Ed25519 key in the document that OpenSSL reads\n    return base64.b64encode(bytes.fromhex(\"302e020100300506032b657004220420\") + key[:32]).decode()";
pub(super) const NUMBERS: &str = "def numbers(der, size):  # the two numbers of an ECDSA signature, side by side\n    first = 4 + der[3]\n    both = der[4:first], der[first + 2:]\n    return b\"\".join(one.lstrip(b\"\\0\").rjust(size, b\"\\0\") for one in both)";
