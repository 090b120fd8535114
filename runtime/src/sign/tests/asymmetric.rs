//! Keys in the forms that vendors hand out, and signatures that only the other half of a key can check.

use super::super::asymmetric::{fits, sign};
use super::super::error::SignReason;
use super::placing::bare;
use super::steps::stages;
use super::{received, request, signing_time};
use crate::credentials::Credentials;
use crate::model::Asymmetric::{self, Ed25519, RsaSha256};
use crate::model::{Base64, Filter, Input, Location, Part, SentParameter, Signing, Step, StepBody, Template, When};
use crate::sign::verify;

const RSA: &str = "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDZUJN33V+dSfvdfL0Mu+39XrZNXFFMQSy1V15FpncHeV47SmV0TzTqZc7hHB0ddqAdDi8Z5k3TKqb76sOwYr5TcAfuR6PIPaleyE0/0KrljBum2Isa2Nyq7Dgc3ElBQ6YN4l/a+DpvKaz1FSKmKrhLNskqokWVSlu4g8OlKlbPXQ9ibII14MZRQrrkTmHYHzfi7GXXM0thAKuR0HNvyhTHBh4/lrYM3GaMvmWwkwvsMavnOex6+eioZHBOb1/EIZ/LzC6zuHArPpyW3daGaZ1rtQB1vVzTyERAVVFsXXgBHvfFud3w3ShsJYk8JvMwK2RpJ5/gV0QSARcmLDRUAlPzAgMBAAECggEBAMc7rDeUaXiWv6bMGbZ3BTXpg1FhdddnWUnYE8HfX/kmOFI7XtBHXcgYFpcjYz4D5787pcsk7ezPidAj58zqenuclmjKnUmT3pfbI5eCA2v4C9HnbYDrmUPK1ZcADtka4D6ScDccpNYNa1g2TFHzkIrEa6H+q7S3O2fqxY/DRVtN0JIXalBb8daaqL5QVzSmM2BMVnHy+YITJWIkP2a3pKs9C0W65JGDsnG0wVrHinHF+cnhFZIbaPEI//DAFMc9NkrWOKVRTEgcCUxCFaHOZVNxDWZD7A2ZfJB2rK6eg//ygEiFDR2h6mTaDowMB4YF2n2dsIO4/dCG8vPHI20jn4ECgYEA/ZGu6lEMlO0XZnamAZGtiNgLcCfM/C2ZERZE7QTRPZH1WdK92Al9ndldsswFw4baJrJLCmghjF/iG4zihhBvLnOLksnZUfjdumxoHDWXo2QBWbI5QsWIE7AuTiWgWj1I7X4fCXSQf6i+M/y26TogQ7d0ANpZFyOkTNMn/tiJvLECgYEA22XqlamG/yfAGWery5KNH2DGlTIyd6xJWtJ9j3jU99lZ0bCQ5xhiBbU9ImxCi3zgTsoqLWgA/p00HhNFNoUcTl9ofc0G3zwTD1y0ZzcnVKxGJdZ6ohW52V0hJStAigtjYAsUgjm7//FH7PiQDBDP1Wa6xSRkDQU/aSbQxvEE8+MCgYEA3bb8krW7opyM0XL9RHH0oqsFlVO30Oit5lrqebS0oHl3Zsr2ZGgoBlWBsEzk3UqUhTFwm/DhJLTSJ/TQPRkxnhQ5/mewNhS9C7yua7wQkzVmWN+VYeUGTvDGDF6qDz12/vJAgSwDDRym8x4NcXD5tTw7mmNRcwIfL22SkysThIECgYAVBgccoEoXWS/HP2/u6fQr9ZIR6eV8Ij5FPbZacTG3LlS1Cz5XZra95UgebFFUHHtCEY1JHJY7z8SWvTH8r3Su7eWNaIAoFBGffzqqSVazfm6aYZsOvRY6BfqPHT3p/H1hTq6AbBffxrcltgvXnCTORjHPglU0CjSxVs7awW3AEQKBgB5WtaC8VLROM7rkfVIq+RXqE5vtJfa3e3N7W3RqxKp4zHFAPfr82FK5CX2bppEaxY7SEZVvVInKDc5gKdG/jWNRBmvvftZhY59PILHO2X5vO4FXh7suEjy6VIh0gsnK36mmRboYIBGsNuDHjXLeBDa+8mDLkWu5nHEhOxy2JJZl";
const RSA_PKCS1: &str = "MIIEpAIBAAKCAQEA2VCTd91fnUn73Xy9DLvt/V62TVxRTEEstVdeRaZ3B3leO0pldE806mXO4RwdHXagHQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQUOmDeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10PYmyCNeDGUUK65E5h2B834uxl1zNLYQCrkdBzb8oUxwYeP5a2DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGfy8wus7hwKz6clt3Whmmda7UAdb1c08hEQFVRbF14AR73xbnd8N0obCWJPCbzMCtkaSef4FdEEgEXJiw0VAJT8wIDAQABAoIBAQDHO6w3lGl4lr+mzBm2dwU16YNRYXXXZ1lJ2BPB31/5JjhSO17QR13IGBaXI2M+A+e/O6XLJO3sz4nQI+fM6np7nJZoyp1Jk96X2yOXggNr+AvR522A65lDytWXAA7ZGuA+knA3HKTWDWtYNkxR85CKxGuh/qu0tztn6sWPw0VbTdCSF2pQW/HWmqi+UFc0pjNgTFZx8vmCEyViJD9mt6SrPQtFuuSRg7JxtMFax4pxxfnJ4RWSG2jxCP/wwBTHPTZK1jilUUxIHAlMQhWhzmVTcQ1mQ+wNmXyQdqyunoP/8oBIhQ0doepk2g6MDAeGBdp9nbCDuP3QhvLzxyNtI5+BAoGBAP2RrupRDJTtF2Z2pgGRrYjYC3AnzPwtmREWRO0E0T2R9VnSvdgJfZ3ZXbLMBcOG2iaySwpoIYxf4huM4oYQby5zi5LJ2VH43bpsaBw1l6NkAVmyOULFiBOwLk4loFo9SO1+Hwl0kH+ovjP8tuk6IEO3dADaWRcjpEzTJ/7YibyxAoGBANtl6pWphv8nwBlnq8uSjR9gxpUyMnesSVrSfY941PfZWdGwkOcYYgW1PSJsQot84E7KKi1oAP6dNB4TRTaFHE5faH3NBt88Ew9ctGc3J1SsRiXWeqIVudldISUrQIoLY2ALFII5u//xR+z4kAwQz9VmusUkZA0FP2km0MbxBPPjAoGBAN22/JK1u6KcjNFy/URx9KKrBZVTt9DoreZa6nm0tKB5d2bK9mRoKAZVgbBM5N1KlIUxcJvw4SS00if00D0ZMZ4UOf5nsDYUvQu8rmu8EJM1ZljflWHlBk7wxgxeqg89dv7yQIEsAw0cpvMeDXFw+bU8O5pjUXMCHy9tkpMrE4SBAoGAFQYHHKBKF1kvxz9v7un0K/WSEenlfCI+RT22WnExty5UtQs+V2a2veVIHmxRVBx7QhGNSRyWO8/Elr0x/K90ru3ljWiAKBQRn386qklWs35ummGbDr0WOgX6jx096fx9YU6ugGwX38a3JbYL15wkzkYxz4JVNAo0sVbO2sFtwBECgYAeVrWgvFS0TjO65H1SKvkV6hOb7SX2t3tze1t0asSqeMxxQD36/NhSuQl9m6aRGsWO0hGVb1SJyg3OYCnRv41jUQZr737WYWOfTyCxztl+bzuBV4e7LhI8ulSIdILJyt+ppkW6GCARrDbgx41y3gQ2vvJgy5FruZxxITsctiSWZQ==";
const RSA_PUBLIC: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA2VCTd91fnUn73Xy9DLvt/V62TVxRTEEstVdeRaZ3B3leO0pldE806mXO4RwdHXagHQ4vGeZN0yqm++rDsGK+U3AH7kejyD2pXshNP9Cq5YwbptiLGtjcquw4HNxJQUOmDeJf2vg6byms9RUipiq4SzbJKqJFlUpbuIPDpSpWz10PYmyCNeDGUUK65E5h2B834uxl1zNLYQCrkdBzb8oUxwYeP5a2DNxmjL5lsJML7DGr5znsevnoqGRwTm9fxCGfy8wus7hwKz6clt3Whmmda7UAdb1c08hEQFVRbF14AR73xbnd8N0obCWJPCbzMCtkaSef4FdEEgEXJiw0VAJT8wIDAQAB";
const RSA_CERTIFICATE: &str = "MIIDATCCAemgAwIBAgIUBBIwOV17RDw1u2lonJStbTFDclEwDQYJKoZIhvcNAQELBQAwDzENMAsGA1UEAwwEYWNtZTAgFw0yNjExMjEyMzQ3MjZaGA8yMTI2MTAyODIzNDcyNlowDzENMAsGA1UEAwwEYWNtZTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBANlQk3fdX51J+918vQy77f1etk1cUUxBLLVXXkWmdwd5XjtKZXRPNOplzuEcHR12oB0OLxnmTdMqpvvqw7BivlNwB+5Ho8g9qV7ITT/QquWMG6bYixrY3KrsOBzcSUFDpg3iX9r4Om8prPUVIqYquEs2ySqiRZVKW7iDw6UqVs9dD2JsgjXgxlFCuuROYdgfN+LsZdczS2EAq5HQc2/KFMcGHj+WtgzcZoy+ZbCTC+wxq+c57Hr56KhkcE5vX8Qhn8vMLrO4cCs+nJbd1oZpnWu1AHW9XNPIREBVUWxdeAEe98W53fDdKGwliTwm8zArZGknn+BXRBIBFyYsNFQCU/MCAwEAAaNTMFEwHQYDVR0OBBYEFE9XO53f0lDu+h0qGbpjVCb9UeT8MB8GA1UdIwQYMBaAFE9XO53f0lDu+h0qGbpjVCb9UeT8MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAGZcg84hZLup5LOer+70hqBH9PN59MyhXMHmbIVPNFPOSD9S8PVOexHBHxvlk6hEEawcS76jbuSHzupzIOp3p4KA5nFZPDrNSle10imJB8qss+S5HOO/gJnGEx8OQ6pK5D1rwCZ5AHZHir3FCAC1HqU9EpjN42N3wioeYKbsFiGHZfDjibcgNcjZ3DddaQ9QE1SP5xKBhGa+gNC2WuEoeoNyFFXU0W5+plrLMG9VbM38plIIuD6HnycKPnDd9bYg9VcspOZEO+P6jkjxF+tcyRe3EqMTYjF/AlUEQ2SyIW/NsDFm3g9UZwi/AxE4QcHgJWMee9v7iaSoGQObjPwJF3M=";
const RSA_SHORT: &str = "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAKzSQmrnH0YnezZ98NK50WjMuci0hgGVcSthIZOTWMIySznY9Jj1hlvek7W0uYagtFHz03BHQnHAb5Xs0DZm0Sj9+5r79GggwEzTJDYEsLyFwXM3ZOIxqxL4sRg94MHsa81M9NXGHMyMvvffQTn1OBVLTVz5jgJ48foMn7j7r9kRAgMBAAECgYEAnZppw3/ef2XF8Z3Mnv+iP0ZkLuqiQpN8TykXK7P1/7NJ8wktlshhrSo/3jdf8axghVQsgHob2Ay8Nidugg4lsxILAUBHvfQsQp1MAWvxslsVj+ddw01MQnt8kHmC/qhok+YuNqqAGBcoD6cthRUjEri6hfs599EfPs2DcWW06qECQQDfNqUUhcDQ/SQHRhfY9UIlaSEs2CVagDrSYFG1wyG+PXDSMes9ZRHsvVVBmNGmtUTg/jioTU3yuPsis5s9ppbVAkEAxjTAQxv5lBBm/ikMTzPShljxDZnXh6lKWG9gR1p5fKoQTzLyyhHzkBSFe848sMm68HWCX2wgIpQLHj0GccYPTQJAduMKBeY/jpBlkiI5LWtj8b0O2G2/Z3aI3ehDXQYzgLoEz0+bNbYRWAB32lpkv+AocZW1455Y+ACichcrhiimiQJAW/6L5hoL4u8h/oFq1zAEXJrXdyqaYLrwaM947mVN0dDVNQ0+pw9h7tO3iNkWTi+zdnv0APociDASYPyOCyyUWQJACMNRM1/rboXuKfMmVjmmz0XhaDUC/JkqSwIiaZi+47M21e9BTp1218NA6VaPgJJHeJr4sNOnYsx+1cwXO5cuZg==";
const ED: &str = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";
const ED_PUBLIC: &str = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
const ED_BARE_PUBLIC: &str = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
const EC: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3k7yXAXBltG0CXzqfwvBAezB6XadSWo6oQg3LSfDmnWhRANCAARt/b/esJKMhixZBPp+SLqnPUjE2j0MEDm3gTH0bg4zvuUUGEwwMUjFwXxsyjxk5jwbNoAv9sL2AkjUjYygQv4m";
const EC_SEC1: &str = "MHcCAQEEIN5O8lwFwZbRtAl86n8LwQHswel2nUlqOqEINy0nw5p1oAoGCCqGSM49AwEHoUQDQgAEbf2/3rCSjIYsWQT6fki6pz1IxNo9DBA5t4Ex9G4OM77lFBhMMDFIxcF8bMo8ZOY8GzaAL/bC9gJI1I2MoEL+Jg==";
const EC_PUBLIC: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbf2/3rCSjIYsWQT6fki6pz1IxNo9DBA5t4Ex9G4OM77lFBhMMDFIxcF8bMo8ZOY8GzaAL/bC9gJI1I2MoEL+Jg==";
const EC_384: &str = "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDB3HSj+mgaW8VTsZ0uizm8IOyBkOCJ/MDMnwrGWlajx5vY6ecu42Y5nSR/dctVD3S2hZANiAAQsq3ywmh70MYRxURG1VhU+Q1igF58jXWcxkNOm6tq4ZuztEO93nHxxelSNYA/Oj5C76zVlLF8rsVSCRRWBHag0pSjp+2lmQUYWENrgnS4PyhoJDG83ckSijGKTjrj9CxU=";
const EC_384_PUBLIC: &str = "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAELKt8sJoe9DGEcVERtVYVPkNYoBefI11nMZDTpurauGbs7RDvd5x8cXpUjWAPzo+Qu+s1ZSxfK7FUgkUVgR2oNKUo6ftpZkFGFhDa4J0uD8oaCQxvN3JEooxik464/QsV";

const K1: &str = "MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgp83TOXeU/9myK9ffT5UeQ5baMUUSzbHauTW7n8e9T2ihRANCAASTOULXjwTbLNpLpwCGCPFuFPbmtO5xKf5VVoFc9bAH7DNfkRpnFtj6V6IvA42oWO45sywltJAlxdtoEKO5LOM8";
const K1_PUBLIC: &str = "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEzH3CZfOyTvZVYF0OoRwMmmR2RuvfuDslT+oJKFwm5/e0AEI/gzgvaiYIpU+0tcb758B4WmAOSDlR6unSN8YWyA==";
const P521_SEC1: &str = "MIHcAgEBBEIB58BH+YLHEOQSavcBu9RrtS0rA2QyF9Ed95TwFpAUi5LNAOezKdZsTuFpFjD/5OGOVVmTH/+8dEpZbHjsTe0xBk2gBwYFK4EEACOhgYkDgYYABAHYSVzpn8Jytk5PDGMZ7NugLRMrEyr73ppS9MakRcwCQIDM/A9voOG4FKCGU6zn3yaaBu94LXcBv56ZX7sd51xodADYhtkwKrCO55FZ+ewFnnJEuTsQ32nKymQ8IfaXihVR222EKy5o3qFm7Mj/U1tnFCOZOd1sssiIOjlg8238UuEv/Q==";
const RSA_PSS: &str = "MIIEvAIBADALBgkqhkiG9w0BAQoEggSoMIIEpAIBAAKCAQEAlPEMjB77UZSrLE+WVl8m5ZcjWzqpX17PXTJTlubDaoKKRSXe2uRP89vwhSdSb2wCX3j4/RVsmbap6D7zGcxIT2clNFMUeE5O3abtpaeLS6G8Pd/PK+5b3vrdbVaiIlIkymq3pcfivb99FBZms+Qdq0ZU0O6GKIcrak9QML38OniEHD4B6GhcrCEGh3aoWdAZaus3RXG4iZj6UBjlpiPl8U4y9JvpQyYv92QttKRuDiHg+jv8cEx01TXqfTv2pjsX+ImV+KXeAYTuVNnQNcs170F5j3ZJ36GAnx4EvCW1nysgSwaPUg//rZMH5dRGbwA5sEsFbisE4IWymvv6JzXvewIDAQABAoIBABMYPDWSm0HAP5m0sl9sX347vCqsAJ7bdtZJ53GHMDJtffCThFinwKBQ6CsJ+YWTYVKAHdvEbWHfizTdLSl3iSW04Y4twIgT8gR0rC76pd8SYyHDmbnWGy0hGFY2Lx8bTOAuglDcqXMOI6j5nj0d17fnkmQe0FBN1AETHgLBuJ5+NsL04Y8UIW09X3felDtpwAhxlxFLxajDkzUJZmdxcmNkEGBHGMIcM32F+ahYgKKh+vNOMcNDwH5DR23pl84EhT28ajuLRE6qfc9A0ELcORsg6Pt8CLh6ykyIIuBaUaU8rZhuEsFp2Spm6zUIdOJ99SKELCtMeMLDFnt+HDG/RIECgYEAzF7G29H5zUhqvX2VkRu8x5mXM2mUuyRoxlKucsPPp1aoyfYCvVcbb8X0bph7DdMS+RVMkBKI3nnI/rHWWzWI+0siLEtqvproQbZVMMpSQCXU+qFNjoZ3X4VyqQsbjkTGe2LN5qA2MxES4R7QQBzEHY/7Lsd2He1GyN6GuNT6QpsCgYEAupGKRH8xi8CeMXqNTFHR46LYFRPHU+kkYcvqb3Ilodiqx57hiMEsZo/YdnZYRKb134GxifAHmfO3Vel4FHmFlsn+iihm0dQ3A/NyS5RJPyz+7RgNq05VILHBzSSaNf3hLQIw4jxYGxd4fDa5nz8THCw3QndmOsNaa0W7pd+A5KECgYEAl7W7lS7Ya0VYx3XUc7XNe7ZOgcHcwNeUV7TE/zjQi35PKi1Pd1KUcXLXssnKf0azDOh8v26i39Q0Gq3VXDvvhewOYCdUBE5mH3HE58UpLaln4u2e7zBuqSAdL9OpDwGK/cko5A0Gbv47r5X6Lb2s7+0UH3O+ARVEuJRIGikv5gUCgYB0wdxcHZWuNi9KG74Nwy6tXR4JosUduEwyf+EJOdBfRy8pmj7ezLWywdbf3BRFco9w/sNS5cp8CE/2DhQ+DAcUZPlNERe3vS1o5ZPjxLtKNCidzG3RhUY1HcmBTqTLoUSoXDSngMhKvBeE9OKZzGlzOiCjEgICSHtvosZaelM5wQKBgQCJNv/3cXbfMioLZ4D1hwANF+rfD0UH4k9NAmxliVq8fu4lVjfQtJ5PExW3+JtfdIOzouiByUtXNE2zOW662uPtSyM5VaoS4esNopVcQtKJ57C/UnE74RVuGjFDcThn4VhBFXvzeSJ+QpTMkTi5ae8L0kLn01SvtgGPhHPn9bt9WA==";

fn pem(label: &str, key: &str) -> String {
    format!("-----BEGIN {label}-----\n{key}\n-----END {label}-----\n")
}

#[test]
fn an_rsa_key_in_any_form_signs_and_its_public_half_checks() {
    let message = "订单".as_bytes();
    let made = sign(RsaSha256, RSA.as_bytes(), message).unwrap();
    for private in [pem("PRIVATE KEY", RSA), pem("RSA PRIVATE KEY", RSA_PKCS1), RSA_PKCS1.to_owned()] {
        assert_eq!(sign(RsaSha256, private.as_bytes(), message).unwrap(), made);
    }
    for key in [RSA, RSA_PKCS1, RSA_PUBLIC, RSA_CERTIFICATE, &pem("CERTIFICATE", RSA_CERTIFICATE)] {
        assert_eq!(fits(RsaSha256, key.as_bytes(), message, &made), Ok(true));
        assert_eq!(fits(RsaSha256, key.as_bytes(), "订货".as_bytes(), &made), Ok(false));
        assert_eq!(fits(RsaSha256, key.as_bytes(), message, &made[1..]), Ok(false));
    }
}

#[test]
fn a_short_or_wrong_rsa_key_is_refused_with_its_reason() {
    assert_eq!(sign(RsaSha256, RSA_SHORT.as_bytes(), b"a"), Err(SignReason::ShortKey));
    assert_eq!(sign(RsaSha256, RSA_PUBLIC.as_bytes(), b"a"), Err(SignReason::BadKey("RSA")));
    for wrong in ["", "订单", "MIIB", ED, "-----BEGIN PRIVATE KEY-----"] {
        assert_eq!(sign(RsaSha256, wrong.as_bytes(), b"a"), Err(SignReason::BadKey("RSA")), "{wrong}");
        assert_eq!(fits(RsaSha256, wrong.as_bytes(), b"a", b"a"), Err(SignReason::BadKey("RSA")), "{wrong}");
    }
}

#[test]
fn an_ed25519_key_signs_and_its_public_half_checks() {
    let message = "订单".as_bytes();
    let made = sign(Ed25519, ED.as_bytes(), message).unwrap();
    assert_eq!(sign(Ed25519, pem("PRIVATE KEY", ED).as_bytes(), message).unwrap(), made);
    for key in [ED, ED_PUBLIC, ED_BARE_PUBLIC, &pem("PUBLIC KEY", ED_PUBLIC)] {
        assert_eq!(fits(Ed25519, key.as_bytes(), message, &made), Ok(true), "{key}");
        assert_eq!(fits(Ed25519, key.as_bytes(), "订货".as_bytes(), &made), Ok(false), "{key}");
    }
    for wrong in ["", "订单", RSA] {
        assert_eq!(sign(Ed25519, wrong.as_bytes(), message), Err(SignReason::BadKey("Ed25519")), "{wrong}");
        assert_eq!(fits(Ed25519, wrong.as_bytes(), message, &made), Err(SignReason::BadKey("Ed25519")), "{wrong}");
    }
}

#[test]
fn an_elliptic_key_signs_and_its_public_half_checks() {
    use Asymmetric::{EcdsaSha256, EcdsaSha256Der, EcdsaSha384, EcdsaSha384Der};
    let message = "订单".as_bytes();
    // With what `openssl ecparam` writes before a key.
    let file = pem("EC PARAMETERS", "BggqhkjOPQMBBw==") + &pem("EC PRIVATE KEY", EC_SEC1);
    for (how, private, public) in [
        (EcdsaSha256, EC, EC_PUBLIC),
        (EcdsaSha256Der, EC_SEC1, EC),
        (EcdsaSha256Der, &file, EC_PUBLIC),
        (EcdsaSha384, EC_384, EC_384_PUBLIC),
        (EcdsaSha384Der, EC_384, EC_384),
    ] {
        let made = sign(how, private.as_bytes(), message).unwrap();
        assert_eq!(fits(how, public.as_bytes(), message, &made), Ok(true), "{how:?}");
        assert_eq!(fits(how, public.as_bytes(), "订货".as_bytes(), &made), Ok(false), "{how:?}");
        assert_ne!(sign(how, private.as_bytes(), message).unwrap(), made, "a random number goes into it");
    }
    for wrong in ["", "订单", RSA, ED, EC_PUBLIC, EC_384] {
        assert_eq!(sign(EcdsaSha256, wrong.as_bytes(), message), Err(SignReason::BadKey("ECDSA")), "{wrong}");
    }
    assert_eq!(fits(EcdsaSha256, EC_384_PUBLIC.as_bytes(), message, &[0; 64]), Ok(false));
}

#[test]
fn an_rsa_key_signs_with_every_digest_and_padding_but_the_oldest() {
    use Asymmetric::{RsaPssSha256, RsaPssSha384, RsaPssSha512, RsaSha1, RsaSha384, RsaSha512};
    let message = "订单".as_bytes();
    for how in [RsaSha384, RsaSha512, RsaPssSha256, RsaPssSha384, RsaPssSha512] {
        let made = sign(how, RSA.as_bytes(), message).unwrap();
        assert_eq!(fits(how, RSA_PUBLIC.as_bytes(), message, &made), Ok(true), "{how:?}");
        assert_eq!(fits(RsaSha256, RSA_PUBLIC.as_bytes(), message, &made), Ok(false), "{how:?}");
    }
    assert_eq!(sign(RsaSha1, RSA.as_bytes(), message), Err(SignReason::OnlyVerified("RSA with SHA-1")));
}

#[test]
fn an_unsupported_curve_is_named() {
    let wrong = |name| SignReason::UnsupportedCurve(name);
    for (key, name) in [(K1, "secp256k1"), (P521_SEC1, "P-521"), (&pem("EC PRIVATE KEY", P521_SEC1), "P-521")] {
        assert_eq!(sign(Asymmetric::EcdsaSha256, key.as_bytes(), b"a"), Err(wrong(name)), "{name}");
        assert_eq!(fits(Asymmetric::EcdsaSha384, key.as_bytes(), b"a", &[0; 96]), Err(wrong(name)), "{name}");
    }
    assert_eq!(fits(Asymmetric::EcdsaSha256Der, K1_PUBLIC.as_bytes(), b"a", b"b"), Err(wrong("secp256k1")));
    let said = wrong("secp256k1").to_string();
    assert_eq!(said, "this key is of the curve secp256k1; P-256 and P-384 are supported");
}

#[test]
fn an_rsa_key_that_is_kept_for_pss_is_read() {
    let message = "订单😀".as_bytes();
    for key in [RSA_PSS.to_owned(), pem("PRIVATE KEY", RSA_PSS)] {
        let made = sign(Asymmetric::RsaPssSha256, key.as_bytes(), message).unwrap();
        assert_eq!(fits(Asymmetric::RsaPssSha256, key.as_bytes(), message, &made), Ok(true));
    }
}

#[test]
fn a_key_of_another_kind_is_not_blamed_on_the_curve_that_it_names() {
    // 1.2.840.10045.2.1 says that a key is of an elliptic curve; 1.2.840.10045.2.2 says nothing of the sort.
    let private = K1.replacen("SM49AgEG", "SM49AgIG", 1);
    let public = K1_PUBLIC.replacen("zj0CAQYF", "zj0CAgYF", 1);
    assert!(private != K1 && public != K1_PUBLIC);
    let message = "订单😀".as_bytes();
    assert_eq!(sign(Asymmetric::EcdsaSha256, private.as_bytes(), message), Err(SignReason::BadKey("ECDSA")));
    assert_eq!(fits(Asymmetric::EcdsaSha256, public.as_bytes(), message, &[0; 64]), Ok(false));
}

#[test]
fn a_request_that_a_private_key_signs_is_verified_with_the_public_one() {
    const SIGN: Filter<'static> = Filter::Sign(Asymmetric::EcdsaSha256, Input::Credential("secret"));
    const PLACE: &[SentParameter<'static>] = &[SentParameter {
        location: Location::Header,
        name: "X-Sign",
        value: Template(&[Part::Value(Input::Signature, &[])]),
        when: When(&[]),
    }];
    static HEX: [Step<'static>; 1] = [Step {
        name: "signature",
        body: StepBody::Template(Template(&[Part::Value(Input::Body, &[SIGN, Filter::Hex])])),
    }];
    static BASE64: [Step<'static>; 1] = [Step {
        name: "signature",
        body: StepBody::Template(Template(&[Part::Value(Input::Body, &[SIGN, Filter::Base64(Base64::STANDARD)])])),
    }];
    let key = |key: &str| Credentials::new([("secret", key)]);
    for steps in [&HEX, &BASE64] {
        let platform = bare(Location::Query, Signing { vars: &[], steps, parameters: PLACE });
        let signed = crate::sign::sign(&platform, &request(&[], "订单😀"), &key(EC), &signing_time()).unwrap();
        let honest = received(&signed.request);
        verify(&platform, &honest, &key(EC_PUBLIC)).unwrap();
        let mut altered = [honest.clone(), honest.clone(), honest];
        altered[0].body = "订货😀".into();
        for (_, value) in &mut altered[1].headers {
            value.make_ascii_uppercase();
        }
        altered[2].headers.iter_mut().for_each(|(_, value)| "伪".clone_into(value));
        for received in altered {
            let error = verify(&platform, &received, &key(EC_PUBLIC)).unwrap_err();
            assert_eq!(error.to_string(), "`X-Sign` does not fit the request");
        }
    }
}

#[test]
fn what_a_private_key_signs_is_told_up_to_the_signature_and_the_key_is_not() {
    const FILTERS: &[Filter<'static>] = &[
        Filter::Lower,
        Filter::Sign(Asymmetric::RsaSha256, Input::Credential("secret")),
        Filter::Base64(Base64::STANDARD),
    ];
    static STEPS: [Step<'static>; 1] = [Step {
        name: "signature",
        body: StepBody::Template(Template(&[Part::Value(Input::Param("单号"), FILTERS)])),
    }];
    static PLACED: [SentParameter<'static>; 1] = [SentParameter {
        location: Location::Header,
        name: "X-Sign",
        value: Template(&[Part::Value(Input::Signature, &[])]),
        when: When(&[]),
    }];
    let platform = bare(Location::Query, Signing { vars: &[], steps: &STEPS, parameters: &PLACED });
    let (request, key) = (request(&[("单号", "订😀A")], "[]"), Credentials::new([("secret", RSA)]));
    let signature = crate::sign::sign(&platform, &request, &key, &signing_time()).unwrap().signature;
    let told = ["订😀A", "订😀a", "<secret>"].map(str::to_owned).to_vec();
    assert_eq!(stages(&platform, &request, &key), [(signature, vec![told])]);
}
