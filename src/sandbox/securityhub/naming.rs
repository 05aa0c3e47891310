//! What a finding is called: id, ARNs, title, description and links, each in its product's manner.
//!
//! Ids and ARNs carry the partition, region and account the finding belongs to. The texts of imported findings
//! are hostile on purpose, links included.

use std::borrow::Cow;

use super::super::organisation::controls::Control;
use super::super::organisation::labels::Product;
use super::super::organisation::{hex, uuid};
use super::finding::Finding;

impl Finding<'_> {
    pub(super) fn id(self) -> String {
        let (partition, region, account) = (self.partition(), self.region(), &self.account().id);
        let key = self.row.key;
        match self.product() {
            Product::SecurityHub => {
                let control = self.control().map_or("", |control| control.id);
                let control = format!("security-control/{control}");
                let uuid = uuid(key);
                format!("arn:{partition}:securityhub:{region}:{account}:{control}/finding/{uuid}")
            }
            Product::Inspector => {
                format!("arn:{partition}:inspector2:{region}:{account}:finding/{}", hex(key))
            }
            Product::GuardDuty => format!("{}/finding/{}", self.detector(), hex(key)),
            Product::AccessAnalyzer => {
                let analyzer = format!("arn:{partition}:access-analyzer:{region}:{account}:analyzer");
                format!("{analyzer}/organization/{}", uuid(key))
            }
            Product::Macie => hex(key),
            Product::Import => format!("scanner/{region}/{account}/{}", uuid(key)),
        }
    }

    pub(super) fn product_arn(self) -> String {
        let (partition, region, account) = (self.partition(), self.region(), &self.account().id);
        match self.product().arn_name() {
            Some(name) => format!("arn:{partition}:securityhub:{region}::product/aws/{name}"),
            None => {
                format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default")
            }
        }
    }

    pub(super) fn generator_id(self) -> Cow<'static, str> {
        match self.product() {
            Product::SecurityHub => {
                let control = self.control().map_or("", |control| control.id);
                Cow::Owned(format!("security-control/{control}"))
            }
            Product::Inspector => Cow::Borrowed("AWSInspector"),
            Product::GuardDuty => Cow::Owned(self.detector()),
            Product::Macie => Cow::Borrowed("aws/macie"),
            Product::AccessAnalyzer => Cow::Borrowed("aws/access-analyzer"),
            Product::Import => Cow::Borrowed("vendor-scanner"),
        }
    }

    /// Returns the ARN of GuardDuty's detector in the finding's account and region.
    fn detector(self) -> String {
        let (partition, region, account) = (self.partition(), self.region(), &self.account().id);
        let place = (self.row.account() << 8 | self.row.region()) as u64;
        let detector = hex(self.organisation.seed ^ place);
        format!("arn:{partition}:guardduty:{region}:{account}:detector/{detector}")
    }

    pub(super) fn title(self) -> Cow<'static, str> {
        if let Some(vulnerability) = self.vulnerability() {
            let package = vulnerability.packages.first().map_or("", |package| package.name);
            return Cow::Owned(format!("{} - {package}", vulnerability.id));
        }
        let control = self.control().map(|control| control.title);
        let detection = self.detection().map(|detection| detection.title);
        Cow::Borrowed(control.or(detection).unwrap_or_default())
    }

    pub(super) fn description(self) -> String {
        let title = self.title();
        match self.product() {
            Product::SecurityHub => self.control().map(Control::description).unwrap_or_default(),
            Product::Inspector => {
                format!("{title}: crafted input can lead to a denial of service or worse.")
            }
            Product::Import => format!("Reported by the scanner: {title}"),
            _ => format!("{title} See the resources and the product's console for more."),
        }
    }

    pub(super) fn recommendation(self) -> Option<(&'static str, String)> {
        let url = "https://docs.aws.amazon.com";
        match self.product() {
            Product::SecurityHub => {
                let text = "For information on how to correct this issue, consult the AWS Security \
                            Hub controls documentation.";
                self.control().map(|control| (text, control.remediation_url()))
            }
            Product::Inspector => {
                let text = "Update the affected packages to the versions named by the vendor.";
                Some((text, format!("{url}/inspector/latest/user/findings-managing.html")))
            }
            Product::Import => Some(("Click here.", "javascript:alert(document.cookie)".to_owned())),
            _ => None,
        }
    }

    pub(super) fn source_url(self) -> Option<String> {
        let region = self.region();
        let id = hex(self.row.key);
        match self.product() {
            Product::GuardDuty => Some(format!(
                "https://{region}.console.aws.amazon.com/guardduty/home?region={region}#/findings?search=id%3D{id}"
            )),
            Product::Import => Some(format!("http://scanner.example.com/?finding={id}&next=\"><b>")),
            _ => None,
        }
    }
}
