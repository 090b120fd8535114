//! The words by which a reader knows what stands on a page: a platform's own, and those that platforms share
//! (`profile.yaml`). How words are compared is decided here; what a match means is left to the readers.

#[cfg(test)]
mod tests;

use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use super::page::{Language, RemarkKind, Role, SectionKind};
use signwright_codegen::diagnostic::{Diagnostics, FileId};
use signwright_codegen::import_words::ImportWords;
pub use signwright_codegen::import_words::{Need, TypeWord};
use signwright_codegen::suggest;
use signwright_codegen::syntax::{self, Node};
use signwright_model::Travels;

/// The words that open platforms share.
const SHARED: &str = include_str!("profile.yaml");

static TREE: LazyLock<Option<Node>> =
    LazyLock::new(|| syntax::parse(SHARED, FileId(u32::MAX), &mut Diagnostics::default()));

static STANDARD: LazyLock<Profile<'static>> = LazyLock::new(|| {
    TREE.as_ref().map(|tree| Profile(ImportWords::read(tree, &mut Diagnostics::default()))).unwrap_or_default()
});

/// The words of a platform's pages, as they are looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile<'p>(pub ImportWords<'p>);

impl<'p> Deref for Profile<'p> {
    type Target = ImportWords<'p>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Profile<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Profile<'static> {
    /// The words that open platforms share.
    pub fn standard() -> &'static Self {
        &STANDARD
    }
}

impl<'p> Profile<'p> {
    /// The role of a column with these words.
    pub fn column(&self, words: &str) -> Option<Role> {
        find(&self.columns, words)
    }

    /// What a required cell says.
    pub fn need(&self, words: &str) -> Option<Need> {
        find(&self.required, words)
    }

    /// Where a parameter travels whose cell says this.
    pub fn place(&self, words: &str) -> Option<Travels> {
        find(&self.places, words)
    }

    /// Where all parameters travel below a heading, its number left out: `路径参数`, `请求参数（Query）`.
    pub(crate) fn place_of_heading(&self, heading: &str) -> Option<Travels> {
        let words = folded(heading);
        let words = words.trim_end_matches(':');
        let behind = |words: &str| {
            let marks = ['(', ')', '-', ':', '_'];
            let of = ["请求参数", "请求", "request"].iter().find_map(|of| words.strip_prefix(of));
            of.and_then(|words| self.place(words.trim_matches(marks)))
        };
        let ends = ["", "参数说明", "参数列表", "参数", "parameters", "parameter", "params"];
        let mut names = ends.iter().filter_map(|end| words.strip_suffix(end));
        names.find_map(|words| self.place(words).or_else(|| behind(words)))
    }

    /// The same of a heading that is a place's word in English and nothing else: `Query`, `Form Data`. In other languages
    /// such a word may as well be what the endpoint does.
    pub(crate) fn bare_place(&self, heading: &str) -> Option<Travels> {
        let words = heading.trim().trim_end_matches([':', '：']);
        self.place(words).filter(|_| words.is_ascii())
    }

    /// The language of a sample with this label: the first word that it begins with or holds apart.
    pub fn language(&self, label: &str) -> Option<Language> {
        let label = folded(label);
        self.languages
            .iter()
            .filter(|(word, _)| holds_word(&label, word))
            .max_by_key(|(word, _)| word.len())
            .map(|&(_, language)| language)
    }

    /// The kind of a section with this heading, its number left out: the longest word that the heading holds.
    pub fn section(&self, heading: &str) -> Option<SectionKind> {
        longest(&self.sections, heading).map(|(_, kind)| kind)
    }

    /// Whether a line is a section's word and nothing else.
    pub fn is_section(&self, line: &str) -> bool {
        find(&self.sections, line).is_some()
    }

    /// The kind of a remark with this label: the longest word that the label holds.
    pub fn remark(&self, label: &str) -> Option<RemarkKind> {
        longest(&self.remarks, label).map(|(_, kind)| kind)
    }

    /// The remark word that a text begins with, as long as it stands in the text.
    pub fn remark_prefix<'t>(&self, text: &'t str) -> Option<(&'t str, RemarkKind)> {
        let fits = |&(word, kind): &(&'p str, RemarkKind)| {
            let head = text.get(..word.len())?;
            folded_eq(head, word).then_some((head, kind))
        };
        self.remarks.iter().filter_map(fits).max_by_key(|(head, _)| head.len())
    }

    /// Whether a text is a type: a word of the list, with brackets or a length behind it.
    pub fn is_type(&self, text: &str) -> bool {
        let text = folded(text);
        let is = |word: &str| self.type_word(word).is_some();
        if is(&text) {
            return true;
        }
        let base = text.split(['(', '<', '[', '{', ' ']).next().unwrap_or_default();
        let base = base.trim_end_matches(|c: char| c.is_ascii_digit());
        // Slips such as `sring`: one letter off a long word, and nothing that could be a name.
        let may_slip = (4..=16).contains(&base.len()) && base.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let slip =
            |word: &str| word.len() >= 5 && word.len().abs_diff(base.len()) < 2 && suggest::distance(word, base) == 1;
        is(base) || may_slip && self.types.iter().any(|(word, _)| slip(word))
    }

    /// Whether a type has neither fields nor rows of its own.
    pub(crate) fn is_scalar(&self, text: &str) -> bool {
        let text = folded(text);
        let base = text.split(['(', '<', '[', '{']).next().unwrap_or_default();
        let scalar = |word: TypeWord| !matches!(word, TypeWord::Node | TypeWord::List);
        !text.contains("[]") && self.type_word(base.trim_end_matches(|c: char| c.is_ascii_digit())).is_some_and(scalar)
    }

    /// What a type's word is.
    pub fn type_word(&self, word: &str) -> Option<TypeWord> {
        find(&self.types, word)
    }

    /// Whether a text holds one of some words.
    pub fn holds(words: &[&str], text: &str) -> bool {
        let text = folded(text);
        words.iter().any(|word| text.contains(&folded(word)))
    }

    /// Whether a page without tables asks for a login: two of the words, or one of them beside a form.
    pub(crate) fn asks_for_login(&self, text: &str) -> bool {
        let text = folded(text);
        let words = self.login.iter().filter(|word| text.contains(&folded(word))).count();
        // A long page may mention a login in passing.
        words >= 2 || (words == 1 && (text.contains("<form") || text.len() < 400))
    }

    /// These words before those of another profile.
    #[must_use]
    pub fn before(mut self, later: &Self) -> Self {
        self.columns.extend_from_slice(&later.columns);
        self.sections.extend_from_slice(&later.sections);
        self.remarks.extend_from_slice(&later.remarks);
        self.required.extend_from_slice(&later.required);
        self.places.extend_from_slice(&later.places);
        self.types.extend_from_slice(&later.types);
        self.languages.extend_from_slice(&later.languages);
        self.here.extend_from_slice(&later.here);
        self.foot.extend_from_slice(&later.foot);
        self.login.extend_from_slice(&later.login);
        self.common.extend_from_slice(&later.common);
        self
    }
}

/// A text for comparing: lower case, full-width forms as plain ones, without blanks.
pub(crate) fn folded(text: &str) -> String {
    fold(text).collect()
}

/// Whether two texts are the same for comparing.
pub(crate) fn folded_eq(left: &str, right: &str) -> bool {
    fold(left).eq(fold(right))
}

fn fold(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace()).map(fold_char)
}

fn fold_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_lowercase(),
        _ => c.to_ascii_lowercase(),
    }
}

/// Whether a word is a text that is folded already. It is asked of every word for every cell of a page, and most
/// differ in their first character.
fn is_word(word: &str, text: &str) -> bool {
    let mut letters = text.chars();
    for c in word.chars().filter(|c| !c.is_whitespace()) {
        if letters.next() != Some(fold_char(c)) {
            return false;
        }
    }
    letters.next().is_none()
}

fn find<T: Copy>(words: &[(&str, T)], text: &str) -> Option<T> {
    let text = folded(text);
    words.iter().find(|(word, _)| is_word(word, &text)).map(|&(_, meaning)| meaning)
}

fn longest<'w, T: Copy>(words: &[(&'w str, T)], text: &str) -> Option<(&'w str, T)> {
    let text = folded(text);
    let mut best: Option<(&str, T)> = None;
    for &(word, meaning) in words {
        if best.is_none_or(|(longest_word, _)| word.len() > longest_word.len()) && holds_word(&text, word) {
            best = Some((word, meaning));
        }
    }
    best
}

/// Whether a folded text holds a word that is not a part of a longer Latin word: `java` is not in `javascript`.
fn holds_word(text: &str, word: &str) -> bool {
    // Most words are not there, and need not be folded to know it.
    if !fold(word).next().is_some_and(|first| text.contains(first)) {
        return false;
    }
    let word = folded(word);
    let word = word.as_str();
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    text.match_indices(word).any(|(offset, _)| {
        let before = text.get(..offset).and_then(|head| head.chars().next_back());
        let after = text.get(offset + word.len()..).and_then(|tail| tail.chars().next());
        let open = latin(word.chars().next()) && latin(before);
        let close = latin(word.chars().next_back()) && latin(after);
        !word.is_empty() && !open && !close
    })
}
