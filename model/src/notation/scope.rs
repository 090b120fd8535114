//! Paths through records: what `order_rows.line_items.price` leads to, and what kind of value stands there.

use crate::{CodeWire, Shape, Type};

use crate::catalogue::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Located;
use crate::notation::cursor::quoted;
use crate::notation::suggest;

/// What a path leads to.
#[derive(Clone, Copy, Debug)]
pub struct Found<'r, 't> {
    /// The type at its end.
    pub ty: Type<'r>,
    /// The path of the last list that it goes through, where it goes through one.
    pub through: Option<&'t str>,
}

/// What can be compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers, decimals, codes that travel as numbers.
    Number,
    /// Text, and codes that travel as text.
    Text,
    /// Times.
    Time,
    /// Instants, which need no wall clock.
    Instant,
    /// A day alone.
    Day,
    /// True or false.
    Bool,
    /// A value of any kind.
    Any,
    /// A record.
    Record,
    /// A map.
    Map,
    /// A list.
    List,
}

impl Kind {
    /// The kind of a type's values.
    pub fn of(ty: &Type<'_>) -> Self {
        match ty {
            Type::Int { .. } | Type::Unsigned { .. } | Type::Minor { .. } | Type::Decimal { .. } => Self::Number,
            Type::Code(table) => match table.wire {
                CodeWire::Int { .. } => Self::Number,
                CodeWire::Text { .. } => Self::Text,
            },
            Type::Text { .. } => Self::Text,
            Type::DateTime(_) => Self::Time,
            Type::Time(_) => Self::Instant,
            Type::Date(_) => Self::Day,
            Type::Bool(_) => Self::Bool,
            // A code that comes as text or as number compares with both.
            Type::TextOrInt | Type::Any => Self::Any,
            Type::Record(_) => Self::Record,
            Type::Map(..) => Self::Map,
            Type::List(..) => Self::List,
        }
    }

    /// In words, for a message.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "text",
            Self::Time => "a time",
            Self::Instant => "an instant",
            Self::Day => "a day",
            Self::Bool => "true or false",
            Self::Any => "of any kind",
            Self::Record => "a record",
            Self::Map => "a map",
            Self::List => "a list",
        }
    }

    /// Whether values of the two can be equal.
    pub fn is_like(self, other: Self) -> bool {
        self == other || self == Self::Any || other == Self::Any
    }
}

/// Follows a path from a record.
pub fn find<'r, 't>(shape: Shape<'r>, path: Located<'t>) -> Result<Found<'r, 't>, Diagnostic> {
    let mut shape = shape;
    let mut through = None;
    let mut start = 0;
    loop {
        let end = path.text.get(start..).and_then(|rest| rest.find('.')).map_or(path.text.len(), |dot| start + dot);
        let name = path.part(start, end);
        let record = shape.record();
        let Some(field) = record.field(name.text) else {
            let message = format!("{} has no field {}", quoted(record.name), quoted(name.text));
            let known = record.fields.iter().map(|field| field.name);
            return Err(Diagnostic::error(Code::UnknownField, name.span, message).help(suggest::help(name.text, known)));
        };
        if end == path.text.len() {
            return Ok(Found { ty: field.ty, through });
        }
        let mut inner = field.ty;
        // A list of lists counts once: the path has one value for each innermost row.
        while let Type::List(of, _) = inner {
            through = path.text.get(..end);
            inner = *of;
        }
        start = end + 1;
        match inner {
            Type::Record(id) => shape = shape.at(id),
            // Below anything, anything may stand; nothing more can be checked.
            Type::Any => return Ok(Found { ty: Type::Any, through }),
            _ => {
                let behind = path.part(start, path.text.len());
                let message = format!("{} is {} and has no fields", quoted(name.text), Kind::of(&inner).what());
                return Err(Diagnostic::error(Code::UnknownField, behind.span, message));
            }
        }
    }
}

/// Follows a path that must lead to one value, not to one for each row of a list.
pub fn find_one<'r>(shape: Shape<'r>, path: Located<'_>) -> Result<Type<'r>, Diagnostic> {
    let found = find(shape, path)?;
    match found.through {
        Some(list) => {
            let message = format!("{} stands once for each row of {}", quoted(path.text), quoted(list));
            Err(Diagnostic::error(Code::BadRule, path.span, message).help(format!(
                "add `each: {list}` to the rule and name the row's own fields; a total is `sum({list}: …)`"
            )))
        }
        None => Ok(found.ty),
    }
}

/// Follows a path to a list of records; gives the shape of a row.
pub fn find_rows<'r>(shape: Shape<'r>, path: Located<'_>) -> Result<Shape<'r>, Diagnostic> {
    match find(shape, path)?.ty {
        Type::List(&Type::Record(id), _) => Ok(shape.at(id)),
        other => {
            let message = format!("{} is {}, not a list of records", quoted(path.text), Kind::of(&other).what());
            Err(Diagnostic::error(Code::UnlikeTypes, path.span, message))
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::{
        self as model, Bounds, Code as Listed, CodeTable, Level, Record, RecordId, optional, record, required,
    };

    use super::*;
    use crate::notation::cursor::tests::{at_start, marked};

    const PAID: CodeTable<'static> = CodeTable {
        name: "PayStatus",
        wire: CodeWire::Int { min: -128, max: 127 },
        level: Level::Deny,
        codes: &[
            Listed { code: "0", name: "unpaid", title: "未付款" },
            Listed { code: "2", name: "paid", title: "已付款" },
        ],
    };
    const TRADE: Type<'static> = Type::Record(RecordId(1));
    const ORDER: Type<'static> = Type::Record(RecordId(2));
    const GIFT: Type<'static> = Type::Record(RecordId(3));

    /// The tables that tests of rules run over: a push of trades with orders.
    const RECORDS: &[Record<'static>] = &[
        record(
            "Push",
            &[
                required("dept_no", model::varchar(20), "店铺编号"),
                optional("start", model::datetime(), "开始"),
                optional("end", model::datetime(), "结束"),
                optional("trades", model::list(&TRADE, Bounds::ANY), "订单"),
                optional("tags", model::list(&model::varchar(9), Bounds::ANY), "标签"),
                optional("extra", model::any(), "扩展"),
            ],
            &[],
        ),
        record(
            "Trade",
            &[
                required("tid", model::varchar(40), "单号"),
                optional("due_status", model::codes(&PAID), "付款状态"),
                optional("paid", model::decimal(19, 4), "已付"),
                optional("orders", model::list(&ORDER, Bounds::ANY), "货品"),
                optional("gifts", model::list(&GIFT, Bounds::ANY), "赠品"),
                optional("address", model::any(), "地址"),
            ],
            &[],
        ),
        record(
            "Order",
            &[
                required("oid", model::varchar(40), "子单号"),
                required("num", model::decimal(19, 4), "数量"),
                required("price", model::decimal(19, 4), "单价"),
                optional("货品编码", model::varchar(40), "货品编码"),
            ],
            &[],
        ),
        record(
            "Gift",
            &[required("oid", model::varchar(40), "子单号"), optional("weight", model::int(0, 9), "重量")],
            &[],
        ),
    ];

    pub(crate) const fn push() -> Shape<'static> {
        Shape { records: RECORDS, id: RecordId(0) }
    }

    pub(crate) const fn trade() -> Shape<'static> {
        push().at(RecordId(1))
    }

    #[test]
    fn a_path_goes_through_lists() {
        let found = find(push(), at_start("trades.orders.price")).expect("it is there");
        assert_eq!((Kind::of(&found.ty), found.through), (Kind::Number, Some("trades.orders")));
        assert_eq!(find(push(), at_start("trades")).expect("it is there").through, None);
        assert_eq!(Kind::of(&find(push(), at_start("extra.任何.x")).expect("anything").ty), Kind::Any);
        assert_eq!(find_rows(push(), at_start("trades.orders")).expect("a list").record().name, "Order");
        assert!(find_rows(push(), at_start("tags")).is_err());
    }

    #[test]
    fn a_wrong_step_is_marked_alone() {
        for (path, at, help) in [
            ("trades.ordres.price", "ordres", "did you mean `orders`?"),
            ("trades.orders.货品编号", "货品编号", "did you mean `货品编码`?"),
            ("dept_no.x.y", "x.y", ""),
            ("trades.", "", "known here"),
            ("", "", "known here"),
            ("..", "", "known here"),
        ] {
            let mistake = find(push(), at_start(path)).expect_err(path);
            assert_eq!((mistake.code, marked(path, mistake.span)), (Code::UnknownField, at), "{path}");
            assert!(mistake.help.contains(help), "{path}: {}", mistake.help);
        }
        let mistake = find_one(push(), at_start("trades.paid")).expect_err("one for each trade");
        assert!(mistake.help.contains("each: trades"), "{}", mistake.help);
    }
}
