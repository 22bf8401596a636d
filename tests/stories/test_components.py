from incidents.stories import components


def test_what_stands_above_another_is_no_leaf() -> None:
    slugs = ("network", "network/dns", "node", "network-policy")
    assert components.leaves(slugs) == ("network/dns", "node", "network-policy")


def test_everything_above_comes_with_a_component() -> None:
    assert components.with_all_above(["service/shop/cart", "node"]) == {
        "service",
        "service/shop",
        "service/shop/cart",
        "node",
    }


def test_a_branch_leads_up_and_down() -> None:
    assert components.on_one_branch("network", "network/dns")
    assert components.on_one_branch("network/dns", "network")
    assert not components.on_one_branch("network/dns", "network/dns-cache")
