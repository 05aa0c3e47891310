//! Writing the members of `Vulnerabilities[]` as Inspector fills them.
//!
//! A package without a fix says "NotAvailable", which is text like any other: only FixAvailable is reliable.

use serde_json::{Value, json};

use super::super::super::organisation::vulnerabilities::{Package, Vulnerability};

/// Returns `vulnerability` with the packages it affects.
pub(super) fn vulnerability(vulnerability: &Vulnerability) -> Value {
    let id = &vulnerability.id;
    let packages: Vec<Value> = vulnerability.packages.iter().map(package).collect();
    json!({
        "Id": id,
        "Cvss": [{
            "Version": "3.1",
            "BaseScore": vulnerability.score,
            "BaseVector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "Source": "NVD",
        }],
        "EpssScore": vulnerability.epss,
        "ExploitAvailable": if vulnerability.exploit { "YES" } else { "NO" },
        "FixAvailable": vulnerability.fix.name(),
        "ReferenceUrls": [format!("https://nvd.nist.gov/vuln/detail/{id}")],
        "Vendor": {
            "Name": "NVD",
            "Url": format!("https://nvd.nist.gov/vuln/detail/{id}"),
            "VendorSeverity": vulnerability.severity.name(),
        },
        "VulnerablePackages": packages,
    })
}

fn package(package: &Package) -> Value {
    let fixed = package.fixed.as_deref();
    let remediation = match fixed {
        Some(version) => format!("Update {} to {version}.", package.name),
        None => "NotAvailable".to_owned(),
    };
    json!({
        "Name": package.name,
        "PackageManager": package.manager,
        "Version": package.version,
        "Architecture": "X86_64",
        "FixedInVersion": fixed.unwrap_or("NotAvailable"),
        "Remediation": remediation,
    })
}
