//! Every diagnostic in one list: its stable code and what it stands for. Read it from top to bottom
//! to know what the checker refuses.

macro_rules! catalogue {
    ($( $(#[doc = $doc:literal])+ $name:ident = $code:literal, )*) => {
        /// The stable code of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $( $(#[doc = $doc])+ $name, )* }

        impl Code {
            /// All codes in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it is printed and searched for.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What it stands for.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii()),* }
            }
        }
    };
}

catalogue! {
    // Reading files.
    /// The file cannot be read.
    Unreadable = "unreadable",
    /// The file is not UTF-8.
    NotUtf8 = "not-utf8",
    /// The file is larger than the limit.
    TooLarge = "too-large",
    /// A folder without a platform, or a platform's folder without its file.
    NoPlatform = "no-platform",
    /// A link that leads out of the spec folder.
    OutsideFolder = "outside-folder",
    /// A file of the spec folder that is not read.
    NotRead = "not-read",
    /// A tab where YAML wants spaces.
    Tab = "tab",
    // YAML.
    /// The text is not YAML.
    InvalidYaml = "invalid-yaml",
    /// Nested deeper than the limit.
    TooDeep = "too-deep",
    /// Aliases expand beyond the limit.
    AliasBomb = "alias-bomb",
    /// A YAML tag, a merge key or a key that is not a scalar.
    NotPlain = "not-plain",
    /// A comment that cuts a title.
    CutByComment = "cut-by-comment",
    /// One key twice in a mapping.
    DuplicateKey = "duplicate-key",
    // The shape of a spec.
    /// A key the notation does not have.
    UnknownKey = "unknown-key",
    /// A key that must be there.
    MissingKey = "missing-key",
    /// A list where a mapping belongs, a mapping where text belongs, and so on.
    WrongKind = "wrong-kind",
    /// A word that is none of those the notation has here.
    UnknownWord = "unknown-word",
    // Types and fields.
    /// A type the notation does not have.
    UnknownType = "unknown-type",
    /// A record or coded type this file does not define.
    UnknownRecord = "unknown-record",
    /// A line that cannot be read as a field.
    BadField = "bad-field",
    /// What is no HTTP status.
    BadStatus = "bad-status",
    /// An answer that could not be told apart from another, or is never read.
    BadReply = "bad-reply",
    /// A row of codes, credentials, environments or refusals that cannot be read.
    BadLine = "bad-line",
    /// A length on a type that takes none.
    UnexpectedLength = "unexpected-length",
    /// A minimum over the maximum.
    MinOverMax = "min-over-max",
    /// More digits after the point than digits.
    ScaleOverPrecision = "scale-over-precision",
    /// Two fields of one wire name.
    DuplicateField = "duplicate-field",
    /// Two endpoints of one wire name.
    DuplicateEndpoint = "duplicate-endpoint",
    /// A code listed twice.
    DuplicateCode = "duplicate-code",
    /// A code that is not a value of its `$type`.
    BadCode = "bad-code",
    /// A record that cannot travel where the spec puts it.
    BadPlace = "bad-place",
    /// A name that cannot be one: of a record, or of an endpoint in Rust.
    BadName = "bad-name",
    /// An address that no request could be sent to as it is written.
    BadAddress = "bad-address",
    /// A platform named otherwise than its folder.
    FolderName = "folder-name",
    /// A default that is not a value of its field.
    BadDefault = "bad-default",
    /// A record that contains itself without a list.
    EndlessRecord = "endless-record",
    /// A record or coded type, a step or a value of a scheme that nothing uses.
    Unused = "unused",
    /// Two names that would be the same in Rust.
    RustNameCollision = "rust-name-collision",
    /// A deprecated endpoint whose successor is not in the folder.
    NoSuccessor = "no-successor",
    // Rules, conditions, expressions.
    /// A rule, condition or expression that cannot be read.
    BadRule = "bad-rule",
    /// A rule on a field the record does not have.
    UnknownField = "unknown-field",
    /// A rule that compares unlike types.
    UnlikeTypes = "unlike-types",
    /// A constant that its coded field does not list.
    UnknownCode = "unknown-code",
    // Facts for the client.
    /// Something a client must know, such as how answers come in pages, that cannot be so.
    BadFact = "bad-fact",
    // Errors.
    /// A row of the table of codes that cannot be read.
    BadFault = "bad-fault",
    /// A code listed twice in one table with the same cause.
    DuplicateFault = "duplicate-fault",
    // Signing.
    /// A template that cannot be read.
    BadTemplate = "bad-template",
    /// A name a template cannot know.
    UnknownName = "unknown-name",
    /// A filter the notation does not have.
    UnknownFilter = "unknown-filter",
    /// Text where bytes belong, or the reverse.
    TextAndBytes = "text-and-bytes",
    /// A scheme without a vector.
    NoVector = "no-vector",
    /// A scheme that never uses a secret.
    NoSecret = "no-secret",
    /// A scheme whose signature goes nowhere.
    NoPlace = "no-place",
    /// A scheme that signs any text, and all of its vectors are ASCII.
    AsciiVectors = "ascii-vectors",
    /// Something that takes in what is sent before all of it is known.
    SignedTooEarly = "signed-too-early",
    /// A secret that signs, and that a request shows.
    SecretExposed = "secret-exposed",
    /// A name that a scheme takes in, and none of its vectors sends.
    UnseenName = "unseen-name",
    /// A value that is signed and not sent, and the scheme does not say so.
    SignedNotSent = "signed-not-sent",
    /// A scheme that does not cover the body.
    BodyNotSigned = "body-not-signed",
    /// A scheme that does not cover a clock.
    ClockNotSigned = "clock-not-signed",
    /// A vector whose signature is right, and that cannot be signed.
    OnlyVerified = "only-verified",
    /// A vector that does not come out.
    VectorDiffers = "vector-differs",
    // The sandbox.
    /// A sandbox that keeps or answers what the endpoint does not have.
    BadSandbox = "bad-sandbox",
    // Samples.
    /// A sample that cannot be read.
    BadSample = "bad-sample",
    /// A sample that breaks its table, and the spec does not say so.
    SampleBreaks = "sample-breaks",
    /// A break the spec expects that no longer happens.
    BreakGone = "break-gone",
    /// The ordinary YAML reader sees another document.
    ReadersDisagree = "readers-disagree",
    // Output.
    /// A file that would be overwritten was not generated.
    NotGenerated = "not-generated",
    /// A path outside the output folder.
    OutsideOutput = "outside-output",
    /// The file cannot be written.
    Unwritable = "unwritable",
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_stable_words_with_a_meaning() {
        let mut slugs: Vec<_> = Code::ALL.iter().map(|code| code.slug()).collect();
        assert!(slugs.iter().all(|slug| slug.bytes().all(|byte| byte.is_ascii_lowercase() || b"-8".contains(&byte))));
        assert!(Code::ALL.iter().all(|code| code.meaning().ends_with('.')));
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), Code::ALL.len());
    }
}
