"""The API resources of the kinds that rules apply to, for the match section of a policy."""

from collections.abc import Iterable
from dataclasses import dataclass

NEVER = ("Pod",)
"""Kinds that no policy matches: a policy on Pods also blocks new pods of existing workloads (KF-42)."""


@dataclass(frozen=True)
class Resource:
    group: str
    version: str
    plural: str


RESOURCES = {
    "ClusterRole": Resource("rbac.authorization.k8s.io", "v1", "clusterroles"),
    "ClusterRoleBinding": Resource("rbac.authorization.k8s.io", "v1", "clusterrolebindings"),
    "ConfigMap": Resource("", "v1", "configmaps"),
    "CronJob": Resource("batch", "v1", "cronjobs"),
    "CustomResourceDefinition": Resource("apiextensions.k8s.io", "v1", "customresourcedefinitions"),
    "DaemonSet": Resource("apps", "v1", "daemonsets"),
    "Deployment": Resource("apps", "v1", "deployments"),
    "Endpoints": Resource("", "v1", "endpoints"),
    "EndpointSlice": Resource("discovery.k8s.io", "v1", "endpointslices"),
    "HorizontalPodAutoscaler": Resource("autoscaling", "v2", "horizontalpodautoscalers"),
    "Job": Resource("batch", "v1", "jobs"),
    "MutatingWebhookConfiguration": Resource(
        "admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations"
    ),
    "Namespace": Resource("", "v1", "namespaces"),
    "NetworkPolicy": Resource("networking.k8s.io", "v1", "networkpolicies"),
    "Node": Resource("", "v1", "nodes"),
    "PersistentVolume": Resource("", "v1", "persistentvolumes"),
    "ReplicaSet": Resource("apps", "v1", "replicasets"),
    "ReplicationController": Resource("", "v1", "replicationcontrollers"),
    "Service": Resource("", "v1", "services"),
    "StatefulSet": Resource("apps", "v1", "statefulsets"),
    "StorageClass": Resource("storage.k8s.io", "v1", "storageclasses"),
    "ValidatingWebhookConfiguration": Resource(
        "admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations"
    ),
}


def matched(kinds: Iterable[str]) -> list[tuple[str, Resource]]:
    """The kinds that a policy may match, with their resources."""
    return [(kind, RESOURCES[kind]) for kind in kinds if kind in RESOURCES and kind not in NEVER]
