//! Every kind of change in one list: its stable name and what it stands for. Read it from top to bottom to know
//! what a comparison can tell.

macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $name:ident = $slug:literal, )*) => {
        /// The kind of a change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $( $(#[doc = $doc])+ $name, )* }

        impl Kind {
            /// All kinds in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name as it is printed and searched for.
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug),* }
            }

            /// What it stands for.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii()),* }
            }
        }
    };
}

kinds! {
    // Platforms and endpoints.
    /// A platform that was not there.
    PlatformAdded = "platform-added",
    /// A platform that is no longer there.
    PlatformRemoved = "platform-removed",
    /// An endpoint that was not there.
    EndpointAdded = "endpoint-added",
    /// An endpoint that is no longer there.
    EndpointRemoved = "endpoint-removed",
    /// An endpoint with another name on the wire.
    EndpointRenamed = "endpoint-renamed",
    /// What repeating a call does.
    RepeatChanged = "repeat-changed",
    /// How answers come in pages, how often calls may be made, what keeps them in order, how an accepted job is asked for.
    FactsChanged = "facts-changed",
    /// An endpoint that the vendor has given up, or no longer so.
    Deprecated = "deprecated",
    /// The verb or the path of an endpoint.
    AddressChanged = "address-changed",
    /// The class of an endpoint, or whether a class is signed.
    ClassChanged = "class-changed",
    /// Values that the platform's templates take from the endpoint.
    VarsChanged = "vars-changed",
    // Records and coded values.
    /// A record that was not there.
    RecordAdded = "record-added",
    /// A record that is no longer there.
    RecordRemoved = "record-removed",
    /// A record of another name.
    RecordRenamed = "record-renamed",
    /// Whether a record travels as a list of its values or with their names.
    RecordForm = "record-form",
    /// A list of coded values that was not there.
    CodesAdded = "codes-added",
    /// A list of coded values that is no longer there.
    CodesRemoved = "codes-removed",
    /// A list of coded values of another name.
    CodesRenamed = "codes-renamed",
    /// A record or coded values that the endpoints of the platform share now.
    SharedNow = "shared-now",
    /// A record or coded values that they no longer share.
    SharedNoLonger = "shared-no-longer",
    /// The type that coded values travel as.
    CodesType = "codes-type",
    /// Whether codes that are not listed are refused.
    CodesLevel = "codes-level",
    /// A code that was not there.
    CodeAdded = "code-added",
    /// A code that is no longer there.
    CodeRemoved = "code-removed",
    /// A code of another name.
    CodeRenamed = "code-renamed",
    /// A name in Rust that is another though the vendor's is not.
    RustName = "rust-name",
    // Fields.
    /// A field that was not there.
    FieldAdded = "field-added",
    /// A field that is no longer there.
    FieldRemoved = "field-removed",
    /// A field of another name.
    FieldRenamed = "field-renamed",
    /// The order of fields.
    FieldsReordered = "fields-reordered",
    /// A field that was optional.
    RequiredNow = "required-now",
    /// A field that was required.
    OptionalNow = "optional-now",
    /// Who says that a field is required or optional.
    Provenance = "provenance",
    /// A type of another kind.
    TypeChanged = "type-changed",
    /// A smaller length.
    LengthShortened = "length-shortened",
    /// A greater length.
    LengthRaised = "length-raised",
    /// A length where none was stated.
    LengthStated = "length-stated",
    /// No length where one was stated.
    LengthDropped = "length-dropped",
    /// What a length counts.
    LengthUnit = "length-unit",
    /// A range without some of its numbers.
    RangeNarrowed = "range-narrowed",
    /// A range with more numbers.
    RangeWidened = "range-widened",
    /// Fewer digits.
    DigitsNarrowed = "digits-narrowed",
    /// More digits.
    DigitsWidened = "digits-widened",
    /// Numbers of rows that are no longer allowed.
    RowsNarrowed = "rows-narrowed",
    /// Numbers of rows that were not allowed.
    RowsWidened = "rows-widened",
    /// The recommended number of rows.
    RowsAdvised = "rows-advised",
    /// Whether a value travels as text.
    TextForm = "text-form",
    /// A default where there was none.
    DefaultAdded = "default-added",
    /// No default where there was one.
    DefaultRemoved = "default-removed",
    /// Another default.
    DefaultChanged = "default-changed",
    /// A required text that may be empty now.
    EmptyAllowed = "empty-allowed",
    /// A required text that may no longer be empty.
    EmptyRefused = "empty-refused",
    /// How "none" travels.
    NoneTravels = "none-travels",
    /// A field in another place: path, query, header, form, body or the whole document.
    TravelsElsewhere = "travels-elsewhere",
    /// How a list, a record or a map is written as fields or as text.
    ListForm = "list-form",
    /// A field that is personal data now.
    SensitiveNow = "sensitive-now",
    /// A field that is no longer personal data.
    SensitiveNoLonger = "sensitive-no-longer",
    // Rules.
    /// A rule that was not there.
    RuleAdded = "rule-added",
    /// A rule that is no longer there.
    RuleRemoved = "rule-removed",
    /// A rule that demands something else, or at other times.
    RuleChanged = "rule-changed",
    /// A rule that only warned.
    RuleDenies = "rule-denies",
    /// A rule that stopped the request.
    RuleWarns = "rule-warns",
    // The platform's calls.
    /// An environment that was not there.
    EnvironmentAdded = "environment-added",
    /// An environment that is no longer there.
    EnvironmentRemoved = "environment-removed",
    /// An environment at another address.
    EnvironmentMoved = "environment-moved",
    /// A credential that was not there.
    CredentialAdded = "credential-added",
    /// A credential that is no longer there.
    CredentialRemoved = "credential-removed",
    /// A credential that is required, secret or split otherwise.
    CredentialChanged = "credential-changed",
    /// A common parameter that was not there.
    CommonAdded = "common-added",
    /// A common parameter that is no longer there.
    CommonRemoved = "common-removed",
    /// Another value of a common parameter, or another place of all.
    CommonChanged = "common-changed",
    /// A class of endpoints that was not there.
    ClassAdded = "class-added",
    /// A class of endpoints that is no longer there.
    ClassRemoved = "class-removed",
    /// How a request travels.
    WireChanged = "wire-changed",
    /// A format of documents that was not there.
    FormatAdded = "format-added",
    /// A format of documents that is no longer there.
    FormatRemoved = "format-removed",
    /// How a request is signed.
    SigningChanged = "signing-changed",
    /// The zone of the platform's wall clock.
    ZoneChanged = "zone-changed",
    /// How far the clock may be off, and which parameter tells it.
    ClockChanged = "clock-changed",
    // Answers.
    /// When a call succeeded.
    SuccessChanged = "success-changed",
    /// Where an answer's parts stand, or its format.
    ReplyChanged = "reply-changed",
    /// A row of the table of error codes that was not there.
    ErrorAdded = "error-added",
    /// A row of the table of error codes that is no longer there.
    ErrorRemoved = "error-removed",
    /// An error code that means something else for the caller.
    ErrorMeaning = "error-meaning",
    // What a program does not see.
    /// Titles, descriptions, remarks, addresses of pages, causes and remedies.
    WordsChanged = "words-changed",
    /// Samples of a page, or what they are known to break.
    SamplesChanged = "samples-changed",
    /// Vectors of a signing scheme.
    VectorsChanged = "vectors-changed",
    /// How the sandbox answers.
    SandboxChanged = "sandbox-changed",
}
