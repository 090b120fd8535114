//! Where credentials come from: a file, standard input or the environment, and never an argument, which other
//! users of the machine could read.

use std::path::{Path, PathBuf};

use clap::Args;

use signwright_model::Platform;
use signwright_runtime::Node;
use signwright_runtime::credentials::Credentials;

use super::{Failure, input};

const FILE_VARIABLE: &str = "SIGNWRIGHT_CREDENTIALS";

#[derive(Args)]
pub(crate) struct CredentialsFrom {
    /// A JSON file of credentials by the vendor's own names, or `-` for standard input. Otherwise the file named by
    /// SIGNWRIGHT_CREDENTIALS, or one variable a credential: SIGNWRIGHT_ and the name in capitals.
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
}

impl CredentialsFrom {
    /// Whether the credentials are read from standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        self.credentials.as_ref().is_some_and(|path| path.as_os_str() == "-")
    }

    /// The credentials that were given; `None` if there are none at all.
    pub(crate) fn read(&self, platform: &Platform<'_>) -> Result<Option<Credentials>, Failure> {
        if let Some(path) = &self.credentials {
            return from_file(path).map(Some);
        }
        if let Some(path) = std::env::var_os(FILE_VARIABLE) {
            return from_file(Path::new(&path)).map(Some);
        }
        // By custom a variable of the environment is in capitals, whatever letters the vendor's name has.
        let variable = |name: &str| format!("SIGNWRIGHT_{}", name.to_ascii_uppercase());
        let given: Vec<_> = platform
            .credentials
            .iter()
            .filter_map(|credential| Some((credential.name.to_owned(), std::env::var(variable(credential.name)).ok()?)))
            .collect();
        // None at all is no error yet: the sandbox has a set of its own.
        Ok((!given.is_empty()).then(|| Credentials::new(given)))
    }
}

fn from_file(path: &Path) -> Result<Credentials, Failure> {
    let bytes = input::read(path)?;
    of_node(&input::json(&bytes, path)?, &input::name(path))
}

/// Credentials from a JSON object of texts.
pub(crate) fn of_node(node: &Node<'_>, place: &str) -> Result<Credentials, Failure> {
    let Node::Map(pairs) = node else {
        return Err(Failure::usage(format!("{place}: credentials are an object of the vendor's own names")));
    };
    let pairs = pairs.iter().map(|(name, value)| match value.as_text() {
        Some(text) => Ok((name.to_string(), text.into_owned())),
        None => Err(Failure::usage(format!("{place}: the credential `{name}` must be text"))),
    });
    Ok(Credentials::new(pairs.collect::<Result<Vec<_>, _>>()?))
}
