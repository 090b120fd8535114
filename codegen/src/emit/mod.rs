//! From the model to the text of Rust files. Nothing here can fail: what could go wrong is found by
//! `lower`. Names come from `names`, a vendor's prose goes through `docs`; writing is left to `output`.

mod carried;
mod codes;
mod cycles;
mod docs;
mod endpoint;
mod files;
#[cfg(test)]
pub(crate) mod fixture;
mod item;
mod mark;
mod page;
mod platform;
mod print;
mod record;
mod shared;
mod words;

pub use docs::one_line;
pub use files::File;
pub(crate) use files::{Draft, drafts};
pub(crate) use page::HEADER;

use crate::names::Names;

/// The files that a run generates. With `per_feature`, each platform has a cargo feature of its name.
pub(crate) fn emit(names: &Names<'_>, per_feature: bool) -> Vec<File> {
    files::files(names, per_feature)
}

#[cfg(test)]
mod tests {
    use super::{emit, fixture, mark};
    use crate::arena::Arena;
    use crate::fingerprint::Fingerprint;

    /// The mark of a file says which emitter made it, and one of another emitter is made again.
    #[test]
    fn an_emitter_that_emits_something_else_has_a_higher_number() {
        let arena = Arena::new();
        let specs = fixture::specs(&arena);
        let (names, _) = crate::names::name(&specs);
        let files = emit(&names, true);
        let unmarked = files.iter().flat_map(|file| file.text.lines().filter(|line| !line.starts_with(mark::BEGIN)));
        let made = unmarked.fold(Fingerprint::default(), Fingerprint::and).to_string();
        let expected = (1, "7ff3ee08b9c4b1aa");
        assert_eq!((mark::EMITTER, made.as_str()), expected, "raise `EMITTER`, and write here what is made now");
    }

    #[test]
    fn everything_emitted_is_rust_and_the_same_each_time() {
        let arena = Arena::new();
        let specs = fixture::specs(&arena);
        let (names, _) = crate::names::name(&specs);
        let files = emit(&names, true);
        for file in &files {
            assert!(syn::parse_file(&file.text).is_ok(), "{}", file.text);
        }
        assert_eq!(files, emit(&names, true));
    }
}
