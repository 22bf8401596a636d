"""Checks the shape of a Kubernetes object before any rule is evaluated over it.

A condition over containers does not fire where there are none, and that would read as all clear.
"""

from collections.abc import Iterator
from typing import TypeGuard

from msgspec import Struct

from incidents.rules.cel.conditions import TEMPLATES, Object, Path, at
from incidents.yamltree import Plain

NO_OBJECT = "looks like a Kubernetes object, but does not say both apiVersion and kind as text"
WITH_PODS = frozenset(
    {
        *("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"),
        *("Job", "CronJob", "Pod", "PodTemplate"),
    }
)
NATIVE = frozenset(
    {
        *WITH_PODS,
        *("ConfigMap", "Secret", "Service", "ServiceAccount", "Endpoints", "EndpointSlice", "Namespace"),
        *("Node", "PersistentVolume", "PersistentVolumeClaim", "LimitRange", "ResourceQuota", "Ingress"),
        *("IngressClass", "NetworkPolicy", "HorizontalPodAutoscaler", "PodDisruptionBudget", "StorageClass"),
        *("PodSecurityPolicy", "PriorityClass", "RuntimeClass", "Role", "RoleBinding", "ClusterRole"),
        *("ClusterRoleBinding", "CustomResourceDefinition", "APIService", "CSIDriver"),
        *("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
        *("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"),
    }
)
"""Kinds of Kubernetes itself. The name of one in a group of others is another kind."""
BY_SMALL_LETTERS = {kind.lower(): kind for kind in NATIVE}
NATIVE_GROUPS = frozenset({"", "apps", "autoscaling", "batch", "extensions", "policy"})
OWN_GROUPS = frozenset({"", "apps", "batch", "extensions"})
PARTIAL = "a part of an object, such as a patch, has to be built first (for example with kustomize build)"


class Objection(Struct, frozen=True):
    path: Path
    reason: str


def is_object(value: Plain) -> TypeGuard[Object]:
    return isinstance(value, dict) and all(
        isinstance(value.get(name), str) for name in ("apiVersion", "kind")
    )


def is_foreign(value: Object) -> bool:
    """Whether the kind is not one of Kubernetes itself: its API group belongs to others."""
    group = str(value["apiVersion"]).rpartition("/")[0]
    return group not in NATIVE_GROUPS and not group.endswith(".k8s.io")


def has_pod_template(value: Object) -> bool:
    """Whether `spec.template` is that of a pod, as in a Rollout of Argo or a Service of Knative."""
    inside: Plain = value
    for name in ("spec", "template", "spec"):
        inside = inside.get(name) if isinstance(inside, dict) else None
    return (
        isinstance(inside, dict)
        and isinstance(inside.get("containers"), list)
        and _containers_objection("containers", inside) is None
        and _containers_objection("initContainers", inside) is None
    )


def is_list(value: Plain) -> TypeGuard[Object]:
    """Whether the object is a list of objects."""
    return is_object(value) and (
        value["kind"] == "List" or (str(value["kind"]).endswith("List") and "items" in value)
    )


def item_defaults(value: Object) -> Object:
    """The fields that items of a list of one kind may omit: `apiVersion` and `kind`."""
    kind = str(value["kind"]).removesuffix("List")
    return {"apiVersion": value["apiVersion"], "kind": kind} if kind else {}


def resembles_object(value: Plain) -> bool:
    if not isinstance(value, dict):
        return False
    present = [name for name in ("apiVersion", "kind") if name in value]
    return len(present) == 2 or (bool(present) and ("metadata" in value or "spec" in value))


def not_text(value: Object) -> Iterator[Path]:
    """Where numbers and truth values stand in place of text, which the API server refuses."""
    yield from _not_text(value, ("metadata", "labels"))
    yield from _not_text(value, ("metadata", "annotations"))
    if is_foreign(value):
        return
    if value["kind"] == "ConfigMap":
        yield from _not_text(value, ("data",))
    if value["kind"] in WITH_PODS:
        template: Path = TEMPLATES.get(str(value["kind"]), ("spec", "template"))
        if template:
            yield from _not_text(value, (*template, "metadata", "labels"))
            yield from _not_text(value, (*template, "metadata", "annotations"))
        yield from _variables(value, (*template, "spec", "containers"))
        yield from _variables(value, (*template, "spec", "initContainers"))


def _not_text(value: Object, path: Path) -> Iterator[Path]:
    fields = at(value, path)
    if isinstance(fields, dict):
        yield from ((*path, key) for key, item in fields.items() if isinstance(item, int | float))


def _variables(value: Object, path: Path) -> Iterator[Path]:
    containers = at(value, path)
    for index, container in enumerate(containers if isinstance(containers, list) else ()):
        listed = container.get("env") if isinstance(container, dict) else None
        for number, variable in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(variable, dict) and isinstance(variable.get("value"), int | float):
                yield (*path, index, "env", number, "value")


def objection(value: Object) -> Objection | None:
    """Why no condition can be evaluated over the object; `None` for an object of the right shape."""
    kind = str(value["kind"])
    meant = BY_SMALL_LETTERS.get(kind.lower(), kind)
    if meant != kind and not is_foreign(value):
        return Objection(("kind",), f"kind {kind} is not known to the API server; write {meant}")
    metadata = value.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        return Objection(("metadata",), "metadata has to hold fields")
    annotations = metadata.get("annotations") if metadata else None
    if annotations is not None and not isinstance(annotations, dict):
        return Objection(("metadata", "annotations"), "metadata.annotations has to hold fields")
    if value["kind"] not in WITH_PODS or str(value["apiVersion"]).rpartition("/")[0] not in OWN_GROUPS:
        return None
    return _pod_objection(value)


def _pod_objection(value: Object) -> Objection | None:
    path = (*TEMPLATES.get(str(value["kind"]), ("spec", "template")), "spec")
    inside = value
    for index, name in enumerate(path, 1):
        found = inside.get(name)
        if not isinstance(found, dict):
            field = ".".join(path[:index])
            return Objection(
                path[:index], f"{field} has to hold fields" if found else f"lacks {field}; {PARTIAL}"
            )
        inside = found
    for name in ("containers", "initContainers"):
        if reason := _containers_objection(name, inside):
            return Objection((*path, name), reason)
    return None


def _containers_objection(name: str, spec: dict[str, Plain]) -> str | None:
    listed = spec.get(name)
    if listed is None:
        return f"lacks {name}; {PARTIAL}" if name == "containers" else None
    if not isinstance(listed, list):
        return f"{name} has to be a list"
    return None if all(isinstance(one, dict) for one in listed) else f"each of {name} has to hold fields"
