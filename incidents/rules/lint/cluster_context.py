"""The objects beside one: of its namespace, and those of the whole cluster."""

from collections import defaultdict
from collections.abc import Sequence

from incidents.rules.cel.conditions import NotEvaluated, Object
from incidents.rules.lint.manifests import Manifest

MOST_LOOKS = 200_000
"""At one object beside another, of one linting; each costs up to thirty microseconds."""
TOO_MANY = "there are too many objects to look at each beside each; lint fewer files at once"

OF_CLUSTER = frozenset(
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


class Surroundings:
    def __init__(self, manifests: Sequence[Manifest], *, looks: int = MOST_LOOKS) -> None:
        self._kinds: dict[str, list[Manifest]] = defaultdict(list)
        for manifest in manifests:
            self._kinds[manifest.kind].append(manifest)
        self._found: dict[tuple[str | None, tuple[str, ...]], list[Manifest]] = {}
        self._looks_left = looks

    def of(self, manifest: Manifest, kinds: tuple[str, ...]) -> list[Object]:
        """Raises `NotEvaluated` where so many were looked at that it takes too long."""
        beside = [other.value for other in self._near(_namespace(manifest), kinds) if other is not manifest]
        self._looks_left -= len(beside)
        if self._looks_left < 0:
            raise NotEvaluated(TOO_MANY)
        return beside

    def _near(self, namespace: str | None, kinds: tuple[str, ...]) -> list[Manifest]:
        if (namespace, kinds) not in self._found:
            self._found[namespace, kinds] = [
                other
                for kind in kinds
                for other in self._kinds.get(kind, ())
                if namespace is None or kind in OF_CLUSTER or other.namespace == namespace
            ]
        return self._found[namespace, kinds]


def _namespace(manifest: Manifest) -> str | None:
    """`None`: all of them."""
    if manifest.kind == "Namespace":
        return manifest.name
    return None if manifest.kind in OF_CLUSTER else manifest.namespace
