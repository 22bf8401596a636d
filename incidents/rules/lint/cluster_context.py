"""The cluster context of an object: other linted objects of its namespace and of the whole cluster."""

from collections import defaultdict
from collections.abc import Sequence

from incidents.rules.cel.conditions import NotEvaluated, Object
from incidents.rules.lint.environments import Environments, Parts, belong_together
from incidents.rules.lint.manifests import Manifest

MAX_COMPARISONS = 200_000
"""Pairs of objects that one lint run compares; each costs up to thirty microseconds."""
TOO_MANY = "there are too many objects to compare each with each; lint fewer files at once"

CLUSTER_KINDS = frozenset(
    {
        *(
            "APIService",
            "CertificateSigningRequest",
            "ClusterRole",
            "ClusterRoleBinding",
            "CSIDriver",
            "CSINode",
        ),
        *(
            "CustomResourceDefinition",
            "FlowSchema",
            "IngressClass",
            "MutatingWebhookConfiguration",
            "Namespace",
        ),
        *("Node", "PersistentVolume", "PodSecurityPolicy", "PriorityClass", "PriorityLevelConfiguration"),
        *("RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"),
        *("ValidatingWebhookConfiguration", "VolumeAttachment"),
    }
)


class ClusterContext:
    def __init__(self, manifests: Sequence[Manifest], *, comparisons: int = MAX_COMPARISONS) -> None:
        self._kinds: dict[str, list[Manifest]] = defaultdict(list)
        for manifest in manifests:
            self._kinds[manifest.kind].append(manifest)
        self._environments = Environments(manifests)
        self._found: dict[tuple[Parts, str, str | None, tuple[str, ...]], list[Manifest]] = {}
        self._comparisons_left = comparisons

    def around(self, manifest: Manifest, kinds: tuple[str, ...]) -> list[Object]:
        """The other objects of these kinds. Raises `NotEvaluated` after `comparisons` objects in all."""
        others = [other.value for other in self._near(manifest, kinds) if other is not manifest]
        self._comparisons_left -= len(others)
        if self._comparisons_left < 0:
            raise NotEvaluated(TOO_MANY)
        return others

    def _near(self, manifest: Manifest, kinds: tuple[str, ...]) -> list[Manifest]:
        namespace, environment = _namespace(manifest), self._environments.of(manifest.path)
        folder = "" if namespace else _folder(manifest)
        key = environment, folder, namespace, kinds
        if key not in self._found:
            self._found[key] = [
                other
                for kind in kinds
                for other in self._kinds.get(kind, ())
                if _is_in_sight(other, namespace, folder)
                and belong_together(environment, self._environments.of(other.path))
            ]
        return self._found[key]


def _is_in_sight(other: Manifest, namespace: str | None, folder: str) -> bool:
    """Objects without namespace belong together in one folder, or where one is above the other."""
    if namespace is None or other.kind in CLUSTER_KINDS:
        return True
    if other.namespace != namespace:
        return False
    its = _folder(other)
    return bool(namespace) or its.startswith(folder) or folder.startswith(its)


def _folder(manifest: Manifest) -> str:
    above, slash, _ = manifest.path.rpartition("/")
    return above + slash


def _namespace(manifest: Manifest) -> str | None:
    """The namespace whose objects count; `None` for an object of the cluster, which sees all of them."""
    if manifest.kind == "Namespace":
        return manifest.name
    return None if manifest.kind in CLUSTER_KINDS else manifest.namespace
