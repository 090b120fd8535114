//! The texts of the answers: a page of orders of 1 MB in JSON, the same in XML, and a short one.

/// Rows of the page of orders.
pub const ROWS: usize = 500;
/// Jobs of a row.
const JOBS: usize = 11;
/// The words of a row that are long enough to make the page 1 MB.
const WORDS: &str = "订单状态异常：收货地址“海淀区花园路1号”无法匹配，请联系买家（电话：132****6110）确认后重试🌾；";

/// A short answer that says success.
pub const SMALL: &str = r#"{"code":0,"message":"OK"}"#;

/// The page of orders in JSON.
pub fn json() -> String {
    let job = |row: usize, job: usize| {
        format!(r#"{{"jobType":"{}","jobId":"{:012}","jobStatus":"{}"}}"#, job % 3, row * JOBS + job, job % 5)
    };
    let row = |row: usize| {
        let jobs = (0..JOBS).map(|number| job(row, number)).collect::<Vec<_>>().join(",");
        format!(
            r#"{{"orderSource":"203","orderError":"{}","orderId":"{row:020}","orderStatus":"0{}","jobList":[{jobs}]}}"#,
            words(),
            row % 5 + 1
        )
    };
    let rows = (0..ROWS).map(row).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"sn_responseContent":{{"sn_head":{{"pageTotal":"1","pageNo":"1","pageSize":"{ROWS}"}},"sn_body":{{"queryOrderStatus":[{rows}]}}}}}}"#
    )
}

/// The page of orders in XML.
pub fn xml() -> String {
    let job = |row: usize, job: usize| {
        format!(
            "<jobList><jobType>{}</jobType><jobId>{:012}</jobId><jobStatus>{}</jobStatus></jobList>",
            job % 3,
            row * JOBS + job,
            job % 5
        )
    };
    let row = |row: usize| {
        let jobs = (0..JOBS).map(|number| job(row, number)).collect::<String>();
        format!(
            "<queryOrderStatus><orderSource>203</orderSource><orderError>{}</orderError><orderId>{row:020}</orderId>\
             <orderStatus>0{}</orderStatus>{jobs}</queryOrderStatus>",
            words(),
            row % 5 + 1
        )
    };
    let rows = (0..ROWS).map(row).collect::<String>();
    format!(
        "<sn_responseContent><sn_head><pageTotal>1</pageTotal><pageNo>1</pageNo><pageSize>{ROWS}</pageSize></sn_head>\
         <sn_body>{rows}</sn_body></sn_responseContent>"
    )
}

fn words() -> String {
    WORDS.repeat(9)
}
