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
mod page;
mod platform;
mod print;
mod record;
mod shared;
mod words;

pub use docs::one_line;
pub use files::File;
pub(crate) use page::HEADER;

use crate::names::Names;

/// The files that a run generates. With `per_feature`, each platform has a cargo feature of its name.
pub(crate) fn emit(names: &Names<'_>, per_feature: bool) -> Vec<File> {
    files::files(names, per_feature)
}

#[cfg(test)]
mod tests {
    use super::{emit, fixture};
    use crate::arena::Arena;

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
