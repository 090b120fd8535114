//! The mark of a generated file: its second line, with fingerprints of what the file was made of and of its own text. A file
//! that has the mark it would get, and still the text that it got then, need not be made again.

use std::sync::LazyLock;

use super::page::{HEADER, READERS};
use crate::fingerprint::Fingerprint;
use crate::lower::SHARED;

/// What is emitted for a spec in this version: it rises with every change of that, which a test tells.
pub(super) const EMITTER: u32 = 1;

pub(super) const BEGIN: &str = "// Made from ";
const BETWEEN: &str = ", as ";
const END: &str = ".\n";

/// What every file is made with: the emitter, the notation that it writes, and the schemes that it brings along.
pub(super) fn generator() -> Fingerprint {
    static GENERATOR: LazyLock<Fingerprint> = LazyLock::new(|| {
        let (notation, _) = READERS;
        let version = [env!("CARGO_PKG_VERSION"), notation, HEADER];
        let all = version.into_iter().chain(SHARED.iter().map(|(_, text)| *text));
        all.fold(Fingerprint::of(&EMITTER.to_string()), Fingerprint::and)
    });
    *GENERATOR
}

/// The text with its mark, behind its first line.
pub(super) fn marked(text: &str, sources: Fingerprint) -> String {
    let (head, body) = text.split_once('\n').unwrap_or((text, ""));
    let own = Fingerprint::of(head).bytes(body.as_bytes());
    format!("{head}\n{BEGIN}{sources}{BETWEEN}{own}{END}{body}")
}

/// Whether a file was made from these sources, and has not been changed since.
pub(super) fn holds(file: &str, sources: Fingerprint) -> bool {
    let parts = || {
        let (head, behind) = file.split_once('\n')?;
        let (mark, body) = behind.strip_prefix(BEGIN)?.split_once(END)?;
        let own = mark.strip_prefix(&sources.to_string())?.strip_prefix(BETWEEN)?;
        Some((head, own, body))
    };
    parts().is_some_and(|(head, own, body)| Fingerprint::of(head).bytes(body.as_bytes()).to_string() == own)
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, holds, marked};

    #[test]
    fn a_file_holds_until_its_text_or_its_sources_change() {
        let sources = Fingerprint::of("店铺");
        let file = marked("// @generated.\n\nmod 店铺;\n", sources);
        assert!(file.starts_with("// @generated.\n// Made from ") && file.ends_with(".\n\nmod 店铺;\n"), "{file}");
        assert!(holds(&file, sources));
        assert!(!holds(&file, Fingerprint::of("店")));
        for hand in
            [file.replace("店铺", "店"), file.replace("@generated", "@made"), file.clone() + "\n", String::new()]
        {
            assert!(!holds(&hand, sources), "{hand}");
        }
        // What the mark says of the text is said once: behind it a person may have written anything.
        assert!(!holds(&file.replace(".\n\n", ".\n\n\n"), sources));
    }
}
