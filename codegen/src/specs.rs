//! What loading gives: a node for each part of a spec. It holds the part of the model, as the engine reads it, and what
//! only people and the checker need (descriptions, the vendor's type words, provenance, spans, vectors, samples).

pub use signwright_model::notation::rule::SpecRule;
use signwright_model::{Api, Class, Code, CodeTable, CommonField, DocumentFormat, Endpoint, Field, Record, RecordId};

pub use crate::diagnostic::Located;
use crate::diagnostic::Span;
use crate::fingerprint::Fingerprint;

/// All platforms of a run, in the order of their names.
#[derive(Clone, Debug, Default)]
pub struct Specs<'m> {
    /// The platforms.
    pub apis: Vec<SpecApi<'m>>,
}

/// A platform with its endpoints.
#[derive(Clone, Copy, Debug)]
pub struct SpecApi<'m> {
    /// The model.
    pub api: Api<'m>,
    /// What the model does not hold about the platform.
    pub notes: PlatformNotes<'m>,
    /// The endpoints, in the order of [`Api::endpoints`].
    pub endpoints: &'m [SpecEndpoint<'m>],
}

/// What the model does not hold about a platform.
#[derive(Clone, Copy, Debug)]
pub struct PlatformNotes<'m> {
    /// The file as messages name it: relative, with `/`.
    pub file: &'m str,
    /// The place of its name.
    pub span: Span,
    /// Remarks of the vendor.
    pub notes: &'m [&'m str],
    /// What a paged call takes to the query, where the endpoints share it.
    pub pager: Option<PagerNotes<'m>>,
    /// The common parameters.
    pub common: &'m [SpecField<'m, CommonField<'m>>],
    /// The classes of endpoints.
    pub classes: &'m [SpecClass<'m>],
    /// The scheme's vectors.
    pub vectors: &'m [Vector<'m>],
    /// Where its scheme stands.
    pub signing: SchemeNotes<'m>,
    /// What its endpoints share.
    pub shared: SharedNotes<'m>,
    /// What its file says.
    pub made_of: MadeOf<'m>,
}

/// Fingerprints of what a platform's file says, whatever its comments and its layout.
#[derive(Clone, Copy, Debug, Default)]
pub struct MadeOf<'m> {
    /// Of all of it.
    pub file: Fingerprint,
    /// Of what any of its endpoints may be read with.
    pub of_endpoints: Fingerprint,
    /// Of each record, and each list of coded values, that endpoints share.
    pub records: &'m [(&'m str, Fingerprint)],
}

/// The tables that the endpoints of a platform share. An endpoint that names one has it among its own as well.
#[derive(Clone, Copy, Debug, Default)]
pub struct SharedNotes<'m> {
    /// The records.
    pub records: &'m [SpecRecord<'m>],
    /// The coded values.
    pub codes: &'m [SpecCodes<'m>],
}

/// A class of endpoints.
#[derive(Clone, Copy, Debug)]
pub struct SpecClass<'m> {
    /// The model.
    pub model: Class<'m>,
    /// Its own common parameters.
    pub fields: &'m [SpecField<'m, CommonField<'m>>],
    /// The place of its name.
    pub span: Span,
}

/// Where the parts of a scheme stand, each with its name. The steps and values of a shared scheme stand in its own
/// file, and are not here.
#[derive(Clone, Copy, Debug)]
pub struct SchemeNotes<'m> {
    /// The place of `signing`.
    pub span: Span,
    /// The steps.
    pub steps: &'m [Located<'m>],
    /// The values, as `vars` has them.
    pub vars: &'m [Located<'m>],
    /// What is sent: the common parameters, and what `place` names.
    pub sent: &'m [Located<'m>],
    /// Whether the signature takes in texts of any kind, so that a vector with other characters than ASCII's is due.
    pub takes_text: bool,
}

impl SchemeNotes<'_> {
    /// The place of a step; of one that stands elsewhere, that of the scheme.
    pub fn step(&self, name: &str) -> Span {
        self.of(self.steps, name)
    }

    /// The place of something that is sent, likewise.
    pub fn sent(&self, name: &str) -> Span {
        self.of(self.sent, name)
    }

    fn of(&self, names: &[Located<'_>], name: &str) -> Span {
        names.iter().find(|located| located.text == name).map_or(self.span, |located| located.span)
    }
}

/// The rows of a platform's pager. They are in the model of the endpoints that take it.
#[derive(Clone, Copy, Debug)]
pub struct PagerNotes<'m> {
    /// The place of `pager`.
    pub span: Span,
    /// Its rows.
    pub fields: &'m [SpecField<'m, Field<'m>>],
    /// Its rules.
    pub rules: &'m [SpecRule<'m>],
}

/// An endpoint.
#[derive(Clone, Copy, Debug)]
pub struct SpecEndpoint<'m> {
    /// The model.
    pub model: &'m Endpoint<'m>,
    /// The file as messages name it: relative, with `/`.
    pub file: &'m str,
    /// The place of its wire name.
    pub span: Span,
    /// The name for Rust, where the spec gives one.
    pub name: Option<Located<'m>>,
    /// The vendor's version remark; may be empty.
    pub since: &'m str,
    /// The vendor's remarks.
    pub notes: &'m [&'m str],
    /// What a caller must be allowed to do; may be empty.
    pub permission: &'m str,
    /// That the vendor has given the endpoint up, and for what.
    pub deprecated: Option<Deprecated<'m>>,
    /// The records.
    pub records: &'m [SpecRecord<'m>],
    /// The coded values in the order of the file.
    pub codes: &'m [SpecCodes<'m>],
    /// The samples of the page.
    pub samples: &'m [Sample<'m>],
    /// The place of `sandbox`; the endpoint's name where there is none.
    pub sandbox: Span,
    /// Where its `poll` names another endpoint and rows of that.
    pub poll: Option<PollNotes<'m>>,
    /// What its file says, whatever the comments and the layout.
    pub made_of: Fingerprint,
}

/// What a `poll` names of another endpoint.
#[derive(Clone, Copy, Debug)]
pub struct PollNotes<'m> {
    /// The endpoint.
    pub with: Located<'m>,
    /// The condition over its answer.
    pub until: Located<'m>,
    /// Rows of its request, and the rows that they take.
    pub give: &'m [(Located<'m>, Located<'m>)],
}

/// What a credential that is a token names of endpoints and of their answers.
#[derive(Clone, Copy, Debug)]
pub struct TokenNotes<'m> {
    /// The endpoints that give it.
    pub endpoints: &'m [Located<'m>],
    /// The row of their answers with the token.
    pub from: Option<Located<'m>>,
    /// The row that tells how long it lasts.
    pub expires: Option<Located<'m>>,
    /// The credential that a refresh replaces as well.
    pub rotates: Option<Located<'m>>,
}

/// That the vendor has given an endpoint up.
#[derive(Clone, Copy, Debug)]
pub struct Deprecated<'m> {
    /// The wire name of the endpoint to use instead, where there is one. It need not be in the spec.
    pub successor: Option<Located<'m>>,
    /// The version or day from which it is so; may be empty.
    pub since: &'m str,
    /// The vendor's sentence; may be empty.
    pub says: &'m str,
    /// Where the spec says so.
    pub span: Span,
}

/// A record.
#[derive(Clone, Copy, Debug)]
pub struct SpecRecord<'m> {
    /// Its index in [`SpecEndpoint::records`].
    pub id: RecordId,
    /// Its index in [`SharedNotes::records`], where the endpoints share it.
    pub shared: Option<RecordId>,
    /// The model.
    pub model: Record<'m>,
    /// The place of its name.
    pub span: Span,
    /// Why the spec believes that these fields belong together; may be empty.
    pub source: &'m str,
    /// The fields.
    pub fields: &'m [SpecField<'m>],
    /// The rules.
    pub rules: &'m [SpecRule<'m>],
}

/// A field of a record, or a common parameter.
#[derive(Clone, Copy, Debug)]
pub struct SpecField<'m, F = &'m Field<'m>> {
    /// The model.
    pub model: F,
    /// Where the spec says where it travels: in its row, or by the heading of its table.
    pub travels: Option<Span>,
    /// The type in the vendor's words, such as `tinyint(4)`, without marks and default.
    pub declared: &'m str,
    /// The description; may be empty.
    pub text: &'m str,
    /// The vendor's example; may be empty.
    pub example: &'m str,
    /// Why the spec believes it; may be empty.
    pub source: &'m str,
    /// The same of one part at a time: what the vendor does not state, and why it is so all the same.
    pub because: &'m [(Aspect, &'m str)],
    /// The place of its wire name.
    pub span: Span,
}

/// A part of a field that may be concluded while the vendor states the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Its type.
    Type,
    /// How long it may be, its digits, its range, how many rows.
    Length,
    /// Whether it must be there.
    Required,
    /// What the server assumes.
    Default,
    /// Its coded values.
    Codes,
    /// How "none" travels.
    Missing,
}

impl Aspect {
    /// The key by which a spec names it, each with the aspect.
    pub const KEYS: [(&'static str, Self); 6] = [
        ("type", Self::Type),
        ("length", Self::Length),
        ("required", Self::Required),
        ("default", Self::Default),
        ("codes", Self::Codes),
        ("missing", Self::Missing),
    ];
}

/// A list of coded values, as the file defines it.
#[derive(Clone, Copy, Debug)]
pub struct SpecCodes<'m> {
    /// The model.
    pub model: &'m CodeTable<'m>,
    /// Whether it is one of [`SharedNotes::codes`].
    pub is_shared: bool,
    /// The type in the vendor's words, such as `tinyint(1)`.
    pub declared: &'m str,
    /// Why the spec believes the list, such as where it was read; may be empty.
    pub source: &'m str,
    /// The place of its name.
    pub span: Span,
    /// The codes.
    pub codes: &'m [SpecCode<'m>],
}

/// A coded value.
#[derive(Clone, Copy, Debug)]
pub struct SpecCode<'m> {
    /// The model.
    pub model: Code<'m>,
    /// The place of its name.
    pub span: Span,
}

/// A call of which the signature is known.
#[derive(Clone, Copy, Debug)]
pub struct Vector<'m> {
    /// What it is.
    pub name: Located<'m>,
    /// Where it comes from.
    pub source: &'m str,
    /// The moment, in milliseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Fresh text, where the scheme takes some.
    pub nonce: &'m str,
    /// The credentials by the vendor's names.
    pub credentials: &'m [(&'m str, &'m str)],
    /// The endpoint's wire name; it need not be in the spec.
    pub method: &'m str,
    /// What is sent as parameters.
    pub params: &'m [(&'m str, &'m str)],
    /// The query as it is sent, where it is given so.
    pub raw_query: &'m str,
    /// The query, common parameters aside.
    pub query: &'m [(&'m str, &'m str)],
    /// The headers, common parameters aside.
    pub headers: &'m [(&'m str, &'m str)],
    /// Values of the call.
    pub vars: &'m [(&'m str, &'m str)],
    /// The exact body, where it is given.
    pub body: Option<&'m str>,
    /// The format, where it is given.
    pub format: Option<DocumentFormat>,
    /// The address, where it is given: verb, scheme, host and path come from the platform otherwise.
    pub address: Address<'m>,
    /// Values of steps that must come out.
    pub steps: &'m [(&'m str, Located<'m>)],
    /// Parameters and headers that must be sent with these values.
    pub sends: &'m [(&'m str, Located<'m>)],
    /// The signature that must come out.
    pub signature: Located<'m>,
}

/// The parts of an address that a vector states. Empty ones are the platform's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Address<'m> {
    /// The HTTP verb.
    pub verb: &'m str,
    /// `http` or `https`.
    pub scheme: &'m str,
    /// The host.
    pub host: &'m str,
    /// The path.
    pub path: &'m str,
}

impl<'m> Address<'m> {
    /// The parts of a URL, and its query as it stands.
    pub fn of(url: &'m str) -> (Self, &'m str) {
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let (scheme, behind_scheme) = address.split_once("://").unwrap_or(("", address));
        let slash = behind_scheme.find('/').unwrap_or(behind_scheme.len());
        let (host, path) = behind_scheme.split_at_checked(slash).unwrap_or((behind_scheme, ""));
        (Self { verb: "", scheme, host, path }, query)
    }
}

/// A request or answer printed on the vendor's page.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'m> {
    /// Its name in the spec.
    pub name: Located<'m>,
    /// Where it comes from.
    pub source: &'m str,
    /// What is sent, as JSON or XML.
    pub request: Option<Located<'m>>,
    /// What is answered, as JSON or XML.
    pub response: Option<Located<'m>>,
    /// What the answer must be understood as.
    pub outcome: Option<Outcome>,
    /// Where it breaks the vendor's own tables.
    pub breaks: &'m [Break<'m>],
}

/// What an answer is understood as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The call succeeded.
    Success,
    /// The platform refused.
    Refused,
}

/// A break that the spec expects of a sample.
#[derive(Clone, Copy, Debug)]
pub struct Break<'m> {
    /// Where, such as `order_rows[*].num`; `*` is every row. Empty when the document itself is broken.
    pub path: &'m str,
    /// The broken rule, such as `empty`, or `syntax`.
    pub rule: &'m str,
    /// The reason.
    pub reason: &'m str,
    /// Where the spec says so.
    pub span: Span,
}
