//! Coded values: the codes of a vendor's list, and those that the list does not have.
//! The lists are generated enums, which `coded!` ties to their tables; all that is done with a value stands here once.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::{fmt, mem};

use crate::model::{self, CodeTable, Tables};
use crate::read::Strictness;
use crate::tape::NodeRef;
use crate::{Fill, Filler, Node, TreePlace, Value, read};

/// A code as it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code<'a> {
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'a str),
}

impl fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(code) => fmt::Display::fmt(code, f),
            Self::Text(code) => f.pad(code),
        }
    }
}

/// A vendor's list of codes as an enum of nothing but the listed values.
///
/// A program may have hundreds of lists, and pays for each `impl` of each; so an enum gives only what the compiler
/// cannot find out, and everything that is done with it stands in [`Coded`] once.
pub trait CodeList: Copy + 'static {
    /// What a code is that is not listed: `i64` or `String`.
    type Other: OtherCode;

    /// The vendor's list. One item for both halves: to the compiler each is a body of its own.
    fn list() -> Listing<Self>;
}

/// A vendor's list of codes.
#[derive(Clone, Copy)]
pub struct Listing<T: 'static> {
    /// The tables of its endpoint.
    pub tables: &'static Tables,
    /// Its place among their lists.
    pub place: u16,
    /// The value of each row of the table, in its order.
    pub values: &'static [T],
}

impl<T> Listing<T> {
    /// Its table.
    pub fn table(&self) -> &'static CodeTable<'static> {
        self.tables.codes(self.place)
    }
}

/// A coded value: one of the vendor's list, or a code that the list does not have.
///
/// A vendor adds codes without notice, and an answer with a new one must not fail: the code is kept as it came.
/// Listed values become coded ones by `into()`, and compare with them directly:
///
/// ```
/// # use signwright_runtime::model::Tables;
/// # use signwright_runtime::model::v1::tables;
/// # #[non_exhaustive]
/// # pub enum Status { Unpaid, Paid }
/// # static TABLES: Tables = tables("
/// # Status tinyint
/// #   10  unpaid  未付款
/// #   30  paid    已付款
/// # ");
/// # signwright_runtime::coded! { Status: i64 = TABLES[0] { Unpaid, Paid } }
/// use signwright_runtime::Coded;
///
/// fn words(status: Option<Coded<Status>>) -> String {
///     match status {
///         Some(Coded::Listed(Status::Paid)) => "paid".to_owned(),
///         Some(Coded::Other(code)) => format!("new to us: {code}"),
///         _ => "to be paid".to_owned(),
///     }
/// }
///
/// assert_eq!(words(Some(Status::Paid.into())), "paid");
/// assert_eq!(words(Some(Coded::Other(50))), "new to us: 50");
/// assert_eq!(Coded::from(Status::Paid), Status::Paid);
/// assert_eq!("30".parse::<Coded<Status>>()?.to_string(), "30");
/// # Ok::<(), signwright_runtime::CodedError>(())
/// ```
///
/// A value of the list alone is `Copy`, and can be matched, compared and shown by `Debug`; for its code, or to hash it, make
/// it a coded one.
///
/// `Display` and `FromStr` are the code as it travels.
///
/// Two coded values are equal when their codes are, so `Coded::Other(30)` is `Status::Paid` above. What is decoded
/// is [`Listed`](Self::Listed) wherever the list has it.
#[derive(Clone, Copy)]
pub enum Coded<T: CodeList> {
    /// A value of the vendor's list.
    Listed(T),
    /// A code that the list does not have.
    Other(T::Other),
}

impl<T: CodeList> Coded<T> {
    /// The code as it travels.
    pub fn code(&self) -> Code<'_> {
        match self {
            Self::Listed(value) => T::Other::listed(row(*value).map_or("", |row| row.code)),
            Self::Other(code) => code.code(),
        }
    }

    /// The value of this code; one that the list does not have is kept. `None` when the code cannot be of
    /// this kind at all: text that is no number where codes are numbers.
    pub fn from_code(code: Code<'_>) -> Option<Self> {
        let list = T::list();
        // A code is written as the list has it, most often: then it is not made a number, or a text of its own.
        if let Code::Text(text) = code
            && let Some(index) = list.table().codes.iter().position(|row| row.code == text)
            && let Some(value) = list.values.get(index)
        {
            return Some(Self::Listed(*value));
        }
        let kept = T::Other::of(code)?;
        let index = list.table().codes.iter().position(|row| T::Other::listed(row.code) == kept.code());
        Some(index.and_then(|index| list.values.get(index)).map_or(Self::Other(kept), |value| Self::Listed(*value)))
    }
}

/// The vendor's row of a listed value.
fn row<T: CodeList>(value: T) -> Option<&'static model::Code<'static>> {
    let (list, kind) = (T::list(), mem::discriminant(&value));
    list.table().codes.get(list.values.iter().position(|listed| mem::discriminant(listed) == kind)?)
}

impl<T: CodeList> From<T> for Coded<T> {
    fn from(value: T) -> Self {
        Self::Listed(value)
    }
}

impl<T: CodeList> PartialEq for Coded<T> {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl<T: CodeList> Eq for Coded<T> {}

impl<T: CodeList> PartialEq<T> for Coded<T> {
    fn eq(&self, other: &T) -> bool {
        *self == Self::Listed(*other)
    }
}

impl<T: CodeList> Hash for Coded<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl<T: CodeList> fmt::Display for Coded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.code(), f)
    }
}

impl<T: CodeList> FromStr for Coded<T> {
    type Err = CodedError;

    /// The value of this code. One that the list does not have is kept.
    fn from_str(text: &str) -> Result<Self, CodedError> {
        Some(text)
            .filter(|text| !text.is_empty())
            .and_then(|text| Self::from_code(Code::Text(text)))
            .ok_or(CodedError(()))
    }
}

/// Why a text is no coded value: it is empty, or no whole number where the codes are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodedError(());

impl fmt::Display for CodedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a code: give it as it travels, which is a whole number where the vendor's codes are numbers")
    }
}

impl std::error::Error for CodedError {}

/// Its name in the spec and its code: `lenient(0)`. A code that is not listed may hold anything: what would move a
/// terminal's cursor is escaped.
impl<T: CodeList> fmt::Debug for Coded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        let row = T::list().table().codes.iter().find(|row| T::Other::listed(row.code) == code);
        let name = row.map_or("Other", |row| row.name);
        match code {
            Code::Int(code) => write!(f, "{name}({code})"),
            Code::Text(code) => write!(f, "{name}({})", code.escape_debug()),
        }
    }
}

/// Shows a value of a list as the coded one.
pub fn debug_listed<T: CodeList>(value: T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Coded::Listed(value), f)
}

impl<T: CodeList> Value for Coded<T> {
    fn node_at<'v>(&'v self, _: TreePlace<'v>) -> Node<'v> {
        match self.code() {
            Code::Int(code) => Node::Int(code),
            Code::Text(code) => Node::Text(Cow::Borrowed(code)),
        }
    }
}

impl<T: CodeList> Fill for Coded<T> {
    fn fill<'n>(&mut self, node: NodeRef<'n>, filler: &mut Filler<'n>) -> bool {
        let read = match node.characters() {
            Some("") => None,
            Some(text) => Self::from_code(Code::Text(text)),
            None => {
                node.read_flat(|node| if let Node::Int(code) = node { Self::from_code(Code::Int(*code)) } else { None })
            }
        };
        match read {
            Some(read) => *self = read,
            None => return filler.unreadable(node, "a code"),
        }
        true
    }

    fn blank() -> Self {
        Self::Other(T::Other::default())
    }
}

/// A code that no list has: a number or text.
pub trait OtherCode: Clone + Default + 'static {
    /// The code as it travels.
    fn code(&self) -> Code<'_>;

    /// A code of the vendor's list, where all are text.
    fn listed(code: &'static str) -> Code<'static>;

    /// This code, if it can be of this kind.
    fn of(code: Code<'_>) -> Option<Self>;
}

impl OtherCode for i64 {
    fn code(&self) -> Code<'_> {
        Code::Int(*self)
    }

    fn listed(code: &'static str) -> Code<'static> {
        code.parse().map_or(Code::Text(code), Code::Int)
    }

    /// A number in quotes is one too.
    fn of(code: Code<'_>) -> Option<Self> {
        match code {
            Code::Int(code) => Some(code),
            Code::Text(text) => read::int(&Node::Text(text.into()), Strictness::Loose).ok(),
        }
    }
}

impl OtherCode for String {
    fn code(&self) -> Code<'_> {
        Code::Text(self)
    }

    fn listed(code: &'static str) -> Code<'static> {
        Code::Text(code)
    }

    fn of(code: Code<'_>) -> Option<Self> {
        Some(code.to_string())
    }
}
