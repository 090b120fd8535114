//! The vendor's tables of error codes.

use std::collections::HashMap;

use signwright_model::Fault;

use crate::catalogue::Code;
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::Lowering;
use crate::lower::notation::rows;
use crate::syntax::Node;

/// Lowers a table. One code may have several causes, but not the same one twice.
pub(in crate::lower) fn faults<'m>(node: &Node, lowering: &mut Lowering<'m, '_>) -> &'m [Fault<'m>] {
    let mut list = Vec::new();
    let mut seen: HashMap<[&'m str; 3], Span> = HashMap::new();
    for row in lowering.rows(node, "a table of error codes") {
        let Some(line) = lowering.prose(row) else { continue };
        let Some(fault) = lowering.take(rows::fault(line, lowering.arena)) else { continue };
        if let Some(first) = seen.insert([fault.matches.code, fault.matches.message, fault.cause], line.span) {
            let message = format!("the code `{}` is listed twice with the same cause", fault.matches.code);
            let twice = Diagnostic::error(Code::DuplicateFault, line.span, message).label("again here");
            lowering.push(twice.related(first, "first here").help("remove one of them; other causes may stay"));
        }
        list.push(fault);
    }
    lowering.arena.alloc_slice(&list)
}
