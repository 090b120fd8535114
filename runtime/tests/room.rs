//! What typed rows take of the memory, where a document writes them shorter than they are.

mod acme;

use acme::{Answer, PLATFORM};
use signwright_runtime::{Node, fill_answer};

#[test]
fn rows_take_a_bounded_memory_however_short_the_answer_writes_them() {
    let of = |count| {
        let rows = Node::list(vec![Node::map(Vec::new()); count]);
        let answer = Node::map(vec![("code".into(), Node::Int(0)), ("rows".into(), rows)]);
        fill_answer::<Answer>(&answer, PLATFORM.zone)
    };
    let (answer, _) = of(100_000).expect("there is room for these");
    assert_eq!(answer.rows.len(), 100_000);

    let refused = of(2_000_000).expect_err("there is no room for these").0;
    let [violation] = refused.as_slice() else { panic!("{refused:?}") };
    assert_eq!(violation.to_string(), "rows: the document holds too many values for its size [count]");
}
