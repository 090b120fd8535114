//! Lists whose rows have numbers in a query or a form: a row that is missing, or a number that is written otherwise, is
//! refused like any broken field, and no row is given another's place.

mod acme;

use acme::calls::text;
use acme::{NOW, text as texts};
use signwright_sandbox::{HttpRequest, Options, Service};

const TABLE: &str = "
endpoint
  name      GET /stock

request
  id        varchar[]           编号
  rows      Row[]               行
  extra     Map<String,int>     其它

response

Row
  sku       varchar(9)!         货号
  num       int!                数量
";

#[test]
fn a_wrong_number_is_refused_and_no_row_takes_anothers_place() {
    let right = [
        ("indexed", "id.2=b&id.1=a&rows.1.sku=A&rows.1.num=2&extra.1=5&extra.2=6"),
        ("indexed(0)", "id.0=a&id.1=b&extra.0=5&extra.1=6"),
        ("brackets", "id[0]=a&id[1]=b&rows[0][sku]=A&rows[0][num]=2&extra[0]=5&extra[1]=6"),
        ("brackets", "id[]=a&id[]=b"),
    ];
    let wrong = [
        ("indexed", "id.1=a&id.3=b", "id", "3 stands where 2 belongs"),
        ("indexed", "id.01=a", "id", "01 stands where 1 belongs"),
        ("indexed", "id.0=a&id.1=b", "id", "0 stands where 1 belongs"),
        ("indexed", "rows.1.sku=A&rows.1.num=2&rows.3.sku=B&rows.3.num=1", "rows", "3 stands where 2 belongs"),
        ("indexed", "id.=a", "id", "expected a list, found a record"),
        ("indexed(0)", "id.1=a", "id", "1 stands where 0 belongs"),
        ("brackets", "id[0]=a&id[2]=b", "id", "2 stands where 1 belongs"),
        ("brackets", "rows[00][sku]=A&rows[00][num]=2", "rows", "00 stands where 0 belongs"),
    ];
    for body in ["query", "json"] {
        let api = |lists: &str| {
            let said = format!(
                "wire: {{ verb: GET, body: {body}, lists: {lists} }}\nreply: {{ success: code = 0, code: code, message: message }}\n"
            );
            texts::api(&said, "", &[(TABLE, "")])
        };
        let answer = |lists: &str, query: &str, strict: bool| {
            let api = api(lists);
            let service = Service::new(&[&api], Options::default().strict(strict));
            let request = HttpRequest { query: query.to_owned(), ..texts::sent(&api, "{}").0 };
            service.answer(&request, NOW)
        };
        for (strict, (lists, query)) in [false, true].into_iter().flat_map(|strict| right.map(|case| (strict, case))) {
            let answer = answer(lists, query, strict);
            assert_eq!(answer.entry.verdict.name(), "accepted", "{query}: {}", answer.entry);
        }
        for (strict, (lists, query, field, told)) in
            [false, true].into_iter().flat_map(|strict| wrong.map(|case| (strict, case)))
        {
            let answer = answer(lists, query, strict);
            assert_eq!(answer.entry.verdict.name(), "field", "{query}: {}", answer.entry);
            assert!(text(&answer).contains(&format!("{field}: ")) && text(&answer).contains(told), "{}", text(&answer));
        }
    }
}
