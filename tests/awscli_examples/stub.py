"""An AWS that answers each operation with one prepared text, and knows operations by botocore's models.

A request belongs to the question whose access key signed it. Operations without a prepared answer get the least that
their model allows; all that were asked are kept by question.
"""

import collections
import http.server
import json
import re
import threading

import botocore.session

ACCOUNT = "123456789012"
SIGNED_BY = re.compile(r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/aws4_request")

IDENTITY = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::{ACCOUNT}:user/example</Arn><UserId>AIDAEXAMPLE</UserId><Account>{ACCOUNT}</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""


class Stub:
    def __init__(self):
        # By access key: the answers by operation, and the operations that were asked.
        self.answers = {}
        self.asked = collections.defaultdict(set)
        self.models = {}
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def model(self, service):
        if service not in self.models:
            self.models[service] = botocore.session.get_session().get_service_model(service)
        return self.models[service]

    def operation(self, service, method, path, target):
        """Returns the model of the operation that a request names, or None."""
        model = self.model(service)
        operations = [model.operation_model(name) for name in model.operation_names]
        if target:
            named = target.split(".")[-1]
            return next((operation for operation in operations if operation.name == named), None)
        routes = [operation for operation in operations if operation.http["method"] == method]
        # A path without placeholders wins over one with them.
        routes.sort(key=lambda operation: operation.http["requestUri"].count("{"))
        return next((operation for operation in routes if route(operation).fullmatch(path)), None)

    def answer(self, method, path, headers):
        """Returns status, media type and body."""
        signed = SIGNED_BY.search(headers.get("Authorization", ""))
        if signed is None:
            return 403, "application/json", b'{"message": "The request is not signed."}'
        key, service = signed.groups()
        if service == "sts":
            return 200, "text/xml", IDENTITY.encode()
        operation = self.operation(service, method, path, headers.get("X-Amz-Target"))
        if operation is None:
            return 404, "application/json", b'{"message": "There is no such operation."}'
        self.asked[key].add(operation.name)
        answer = self.answers[key].get(operation.name)
        body = least(operation.output_shape) if answer is None else answer
        return 200, headers.get("Content-Type", "application/json"), json.dumps(body).encode()

    def handler(stub):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, media_type, body = stub.answer(self.command, self.path.split("?")[0], self.headers)
                self.send_response(status)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PATCH = do_PUT = respond

            def log_message(self, *_):
                pass

        return Handler


def route(operation):
    """Returns the pattern of an operation's paths; `{name+}` also takes slashes."""
    parts = re.split(r"(\{[^}]+\})", operation.http["requestUri"].split("?")[0])
    patterns = ((r".+" if "+" in part else r"[^/]+") if part.startswith("{") else re.escape(part) for part in parts)
    return re.compile("".join(patterns))


def least(shape):
    """Returns the least value of a shape: empty lists, and of members else only those that are required."""
    kinds = {"list": [], "map": {}, "boolean": False, "string": "", "timestamp": 0}
    if shape is None:
        return {}
    if shape.type_name != "structure":
        return kinds.get(shape.type_name, 0)
    wanted = {name: member for name, member in shape.members.items()
              if member.type_name == "list" or name in shape.required_members}
    return {name: least(member) for name, member in wanted.items()}
