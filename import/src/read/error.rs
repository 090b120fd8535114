//! Why a page cannot be read at all, each with what to do about it.

use std::fmt;

/// The largest page.
pub const MAX_BYTES: usize = 16 << 20;

/// A page that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is larger than [`MAX_BYTES`].
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It has no text.
    Empty,
    /// Its text is not UTF-8.
    Encoding {
        /// What it seems to be.
        guess: &'static str,
        /// The first line that is not UTF-8.
        line: u32,
    },
    /// It is no text.
    NotText {
        /// What it seems to be.
        guess: &'static str,
    },
    /// It asks for a login.
    Login,
    /// It has no table that a reader finds.
    NoTable,
    /// Its HTML is nested deeper than any page's.
    TooDeep,
}

impl ReadError {
    /// What to do.
    pub fn help(&self) -> String {
        match self {
            Self::TooLarge { .. } => "save the page of one endpoint, without pictures".to_owned(),
            Self::Empty => "save the page again, after the browser has shown it whole".to_owned(),
            Self::Encoding { guess, .. } if *guess == "unknown" => "save the page again as UTF-8".to_owned(),
            Self::Encoding { guess, .. } => {
                format!("save the page again as UTF-8, or convert it: `iconv -f {guess} -t UTF-8 PAGE > PAGE.utf8`")
            }
            Self::NotText { .. } => "save the page as Markdown, HTML or text".to_owned(),
            Self::Login => "log in with a browser, open the endpoint's page and save that".to_owned(),
            Self::NoTable => {
                "the tables of the page may be drawn by a script: save the page after the browser has shown it; \
                 if its columns have words of their own, list them under `import: columns:` in platform.yaml"
                    .to_owned()
            }
            Self::TooDeep => "save the page again, or copy its tables into a page of their own".to_owned(),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => write!(f, "the page has {bytes} bytes; at most {MAX_BYTES} are read"),
            Self::Empty => f.write_str("the page is empty"),
            Self::Encoding { guess, line } if *guess == "unknown" => {
                write!(f, "the page is not UTF-8, first in line {line}")
            }
            Self::Encoding { guess, line } => {
                write!(f, "the page is not UTF-8, first in line {line}; it looks like {guess}")
            }
            Self::NotText { guess } => write!(f, "the page is no text; it looks like {guess}"),
            Self::Login => f.write_str("the page asks for a login and has no table"),
            Self::NoTable => f.write_str("the page has no table"),
            Self::TooDeep => f.write_str("the elements of the page are nested too deep, or never closed"),
        }
    }
}

impl std::error::Error for ReadError {}
