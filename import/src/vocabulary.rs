//! What the writing half takes of a platform: the types of its pager, the fields that hold personal data, and
//! English names for words of its coded values.

use signwright_codegen::import_words::ImportWords;

/// A platform's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The types of a pager.
    pub pager: Vec<String>,
    /// The rows of the pager that the platform's endpoints share.
    pub shared_pager: Vec<String>,
    /// Names of fields that hold personal data.
    pub sensitive: Vec<String>,
    /// Words of coded values with their English names.
    pub glossary: Vec<(String, String)>,
}

impl From<&ImportWords<'_>> for Vocabulary {
    fn from(section: &ImportWords<'_>) -> Self {
        let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let names = section.glossary.iter().map(|(word, name)| ((*word).to_owned(), (*name).to_owned()));
        Self {
            pager: texts(&section.pager),
            shared_pager: Vec::new(),
            sensitive: texts(&section.sensitive),
            glossary: names.collect(),
        }
    }
}
