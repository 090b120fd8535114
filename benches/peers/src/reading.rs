//! The same answers, read as they are usually read: structs with serde derived, whose coded values are
//! texts, since an enum without room for a code that no table lists would refuse the page. What is counted is what ours
//! counts.

use serde::Deserialize;
use signwright_bench_calls::{Work, answer};

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "sn_responseContent")]
    content: Content,
}

#[derive(Deserialize)]
struct Content {
    #[serde(rename = "sn_head")]
    _head: Option<Head>,
    #[serde(rename = "sn_body")]
    body: Option<Body>,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "pageTotal")]
    _page_total: Option<String>,
    #[serde(rename = "pageNo")]
    _page_no: Option<String>,
    #[serde(rename = "pageSize")]
    _page_size: Option<String>,
    #[serde(rename = "returnMessage")]
    _return_message: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "queryOrderStatus", default)]
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "orderSource")]
    _order_source: Option<String>,
    #[serde(rename = "orderError")]
    _order_error: Option<String>,
    #[serde(rename = "orderId")]
    _order_id: Option<String>,
    #[serde(rename = "orderStatus")]
    _order_status: Option<String>,
    #[serde(rename = "jobList", default)]
    jobs: Vec<Job>,
}

#[derive(Deserialize)]
struct Job {
    #[serde(rename = "jobType")]
    _job_type: Option<String>,
    #[serde(rename = "jobId")]
    _job_id: Option<String>,
    #[serde(rename = "jobStatus")]
    _job_status: Option<String>,
}

#[derive(Deserialize)]
struct Small {
    code: i64,
    message: Option<String>,
}

impl Content {
    fn jobs(&self) -> usize {
        self.body.iter().flat_map(|body| &body.rows).map(|row| row.jobs.len()).sum()
    }
}

/// The page of orders in JSON.
pub(crate) fn json(text: String) -> Work {
    let body = answer(text);
    Box::new(move || serde_json::from_slice::<Envelope>(&body).map_or(0, |envelope| envelope.content.jobs()))
}

/// The page of orders in XML.
pub(crate) fn xml(text: String) -> Work {
    let body = answer(text);
    Box::new(move || {
        // From a text and not from a reader, which would copy each event.
        let text = str::from_utf8(&body).unwrap_or_default();
        quick_xml::de::from_str::<Content>(text).map_or(0, |content| content.jobs())
    })
}

/// The short answer.
pub(crate) fn small(text: String) -> Work {
    let body = answer(text);
    Box::new(move || {
        let small = serde_json::from_slice::<Small>(&body);
        usize::from(small.is_ok_and(|small| small.code == 0 && small.message.is_some()))
    })
}
