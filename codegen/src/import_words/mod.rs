//! The words of a platform's `import:` section as plain data: what stands on the vendor's pages, and what it means.
//! They are read here so that loading a spec finds their mistakes. How they are compared with a page is left to
//! whoever reads pages.

mod read;

pub use self::read::keys;
use signwright_model::Travels;

/// The words of one `import:` section, each list in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportWords<'p> {
    /// Words of a column's header.
    pub columns: Vec<(&'p str, Role)>,
    /// Words of a section's heading.
    pub sections: Vec<(&'p str, SectionKind)>,
    /// Labels of remarks, and words that make a sentence one.
    pub remarks: Vec<(&'p str, RemarkKind)>,
    /// What the required column says.
    pub required: Vec<(&'p str, Need)>,
    /// What says where a parameter travels: cells of such a column, and headings over tables of their own.
    pub places: Vec<(&'p str, Travels)>,
    /// The first word of a type, and what it is.
    pub types: Vec<(&'p str, TypeWord)>,
    /// Labels of samples.
    pub languages: Vec<(&'p str, Language)>,
    /// What begins the line that says where on the site the page is.
    pub here: Vec<&'p str>,
    /// What begins the foot of the site.
    pub foot: Vec<&'p str>,
    /// What a page that asks for a login says.
    pub login: Vec<&'p str>,
    /// Fields by which a table of common parameters is known when no heading says so.
    pub common: Vec<&'p str>,
    /// The types of a pager.
    pub pager: Vec<&'p str>,
    /// Names of fields that hold personal data.
    pub sensitive: Vec<&'p str>,
    /// Words of coded values with their English names.
    pub glossary: Vec<(&'p str, &'p str)>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The field's title in the vendor's words.
    Title,
    /// The field's wire name.
    Field,
    /// Its type.
    Type,
    /// Its length.
    Length,
    /// Whether it is required.
    Required,
    /// What it is when left out.
    Default,
    /// An example of its value.
    Example,
    /// Its description.
    Description,
    /// A refusal's code.
    Code,
    /// A refusal's cause.
    Cause,
    /// What to do about a refusal.
    Remedy,
    /// An environment's name.
    Environment,
    /// An environment's address.
    Address,
    /// The node that the row belongs to, by its name or its path.
    Parent,
    /// Whether there are several of it.
    Many,
    /// Where it travels.
    Place,
    /// The number of the row.
    Index,
    /// None of these.
    #[default]
    Other,
}

/// What a section is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// What the endpoint does, its versions, its notes.
    About,
    /// When to call it.
    Scene,
    /// A heading over the request's parts, with nothing of its own as a rule.
    RequestParts,
    /// Where requests go.
    Addresses,
    /// Parameters that every endpoint of the platform has.
    CommonRequest,
    /// The endpoint's own parameters.
    Request,
    /// What every answer of the platform has.
    CommonResponse,
    /// The endpoint's answer.
    Response,
    /// Samples of requests.
    RequestSample,
    /// Samples of answers: a heading over both kinds, or the accepted one.
    ResponseSample,
    /// Samples of refusals.
    RefusalSample,
    /// The codes of refusals.
    Faults,
    /// Questions and answers.
    Questions,
    /// What changed on the page, and when.
    Changes,
    /// None of these, or not known.
    #[default]
    Other,
}

/// What a remark is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkKind {
    /// What the endpoint does.
    Description,
    /// What the endpoint is called on the wire, or where it is.
    Endpoint,
    /// The vendor's version that has it.
    Since,
    /// Something to mind.
    Note,
    /// What the caller must be allowed to do.
    Permission,
    /// The endpoint is out of use; the text names what replaces it, when the page does.
    Deprecated,
    /// How far apart two times may be.
    Span,
    /// How to fetch what changed.
    Increment,
    /// How often and how much to call.
    Advice,
    /// An example of use.
    Scene,
    /// None of these.
    #[default]
    Other,
}

/// The language of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// JSON, judged by its text; it need not be well formed.
    Json,
    /// XML, likewise.
    Xml,
    /// A program; the label names the language when the page does.
    Code,
    /// None of these.
    #[default]
    Other,
}

/// What the required column says of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// It is required.
    Always,
    /// It may be left out.
    Never,
    /// It depends.
    Sometimes,
}

/// What a type's word says: the word of the notation that means the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypeWord {
    /// Text.
    Text,
    /// A whole number, by the notation's word for its range.
    Whole(&'static str),
    /// An exact decimal.
    Decimal,
    /// True or false.
    Boolean,
    /// A date and time.
    Moment,
    /// Something with fields of its own.
    Node,
    /// Something with rows.
    List,
}
