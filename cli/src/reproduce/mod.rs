//! A signature as lines of another language, so that the other side can make it step by step without any tool of ours.
//! Secrets come from environment variables, unless they are to be shown. `script` and `openssl` hold what both languages
//! share.

mod openssl;
mod python;
mod quote;
mod script;
mod shell;

use signwright_runtime::sign::TracedStep;

pub use self::script::Script;

/// What the lines are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// For bash, with `openssl` and what every system has.
    Shell,
    /// For Python 3, with its standard library; what that lacks, with `openssl`.
    Python,
}

/// Writes the steps of a signature in another language.
pub fn reproduce(language: Language, platform: &str, steps: &[TracedStep<'_>], show_secrets: bool) -> Script {
    match language {
        Language::Shell => shell::write(platform, steps, show_secrets),
        Language::Python => python::write(platform, steps, show_secrets),
    }
}
