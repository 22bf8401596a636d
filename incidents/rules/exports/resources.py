"""What a policy matches: the resources of the kinds that rules judge."""

from collections.abc import Iterable
from dataclasses import dataclass

NEVER = ("Pod",)
"""A policy that judges Pods also blocks new pods of workloads that exist already (KF-42)."""


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
    """Of these kinds those that a policy may judge."""
    return [(kind, RESOURCES[kind]) for kind in kinds if kind in RESOURCES and kind not in NEVER]
