from incidents.stories import components


def test_a_component_above_another_is_no_leaf() -> None:
    slugs = ("network", "network/dns", "node", "network-policy")
    assert components.leaves(slugs) == ("network/dns", "node", "network-policy")


def test_ancestors_are_added_to_a_component() -> None:
    assert components.with_all_above(["service/shop/cart", "node"]) == {
        "service",
        "service/shop",
        "service/shop/cart",
        "node",
    }


def test_ancestors_and_descendants_are_on_one_branch() -> None:
    assert components.on_one_branch("network", "network/dns")
    assert components.on_one_branch("network/dns", "network")
    assert not components.on_one_branch("network/dns", "network/dns-cache")
