"""How English says that something is safe, clear or time to go, and how it tells a person what to do.

In the notation of describe/wording.py; what each drops, and what it must not, is in tests/test_claims.py.
"""

LISTS = {
    "way": """road roads roadway street streets path paths pathway way ways route crossing crossings crosswalk zebra
        intersection junction lane lanes pavement sidewalk walkway footpath corridor hallway aisle stairs stairway
        staircase steps ramp doorway door entrance exit passage passageway platform track tracks rails bridge driveway
        coast ground floor area space surroundings everything everywhere all ahead front left right side sides
        direction
        directions room traffic trail gate terrain hall lift elevator behind below above""",
    "road": """road roads roadway street streets crossing crosswalk intersection junction lane lanes track
        tracks rails
        highway avenue""",
    "it": "it this that there here everything all what",
    "is": """is are was were be being been looks look seems seem appears appear remains remain stays stay feels feel
        looking should_be must_be will_be appears_to_be seems_to_be looks_to_be becomes""",
    "clear": "clear safe free unobstructed unblocked passable walkable navigable secure crossable unimpeded",
    "after": """$ now ahead here to of from on in for and at enough as so but right left again today with
        behind all both
        then currently except apart aside until other but""",
    "weather": "sunny blue bright legible readable sharp crisp cold warm transparent colourless colorless visible",
    "stuff": """glass plastic liquid water sky skies blue acrylic bottle box bag window jar container wrap tape
        gel cup
        lens vase resin crystal film bowl varnish sea view text image picture print weather day night morning soup ice
        evening""",
    "danger": """car cars vehicle vehicles traffic bike bikes bicycle bicycles cyclists motorcycle motorcycles
        motorbikes scooters truck trucks lorries buses trains trams vans obstacle obstacles obstruction obstructions
        hazard hazards danger dangers threat threats risk risks barriers blockage blockages drivers""",
    "pitfall": """step steps stairs kerb kerbs curb curbs hole holes pothole potholes gap gaps drop drop-off drop-offs
        puddles cables""",
    "vehicle": """car cars vehicle vehicles traffic bike bikes bicycle bicycles cyclist cyclists motorcycle
        motorcycles
        truck trucks lorry bus buses train trains tram trams van vans driver drivers taxi""",
    "come": """coming come comes approaching approach approaches oncoming moving nearing near nearby around
        driving in_sight""",
    "person": """you we one anyone everyone everybody pedestrians pedestrian people the_user the_wearer the_listener
        the_person the_viewer""",
    "may": """can may could might should must shall ought_to need_to needs_to have_to had_better would will
        are_able_to""",
    "sense": """see be hear read notice find recognize recognise make_out observe spot smell tell say help now_see
        also_see only_see not_see clearly_see barely_see just_see""",
    "go": """go cross walk proceed pass continue move enter step advance leave drive start travel navigate exit
        traverse
        run come get head turn board get_on get_in sit climb""",
    "going": """going crossing walking proceeding passing moving continuing entering leaving driving stepping
        travelling""",
    "consume": "eat drink take swallow touch use consume stand lean sit step climb pet stroke hold cook",
    "fine": """okay ok fine alright all_right good possible permitted allowed permissible legal well easy
        suitable ready
        cleared acceptable advisable recommended wise harmless reasonable best better""",
    "moment": "time moment opportunity chance point turn",
    "the": """the your this that these those it them him her me us a an my our his one two any some all into out
        over through from yourself everything""",
}

POLITE = """please just simply kindly now first next instead and so then but or also therefore finally always okay ok
    yes no thus quickly carefully slowly never immediately"""
"""May stand before an order."""

ASSURANCES = """
    safe
    safely
    safest
    safer
    in safety
    safety is/are assured/guaranteed/ensured
    not .. dangerous/unsafe/hazardous/harmful/risky/slippery/deep/toxic/poisonous/unstable/steep
    no_longer dangerous/unsafe/slippery/blocked
    harmless/risk-free/hazard-free/danger-free/trouble-free/obstacle-free/traffic-free/car-free/non-toxic/crossable
    will/does/would/can/could/do not bite/hurt/harm/hit/attack/fall/touch
    no/without/little/minimal/zero/low <other>? <other>? danger/threat/risk/hazard/harm/dangers/threats/risks/
        hazards/problem/trouble
    out_of_danger
    not/never in/of danger
    <way> .. <is> .. clear =<after>
    <way> .. <is> .. free/unobstructed/unblocked/passable/walkable/navigable/secure/crossable/unimpeded/accessible
    <way> clear =<after>
    <way> all clear
    <it> <is> .. clear =$/now/ahead/here/to/of/from/on/in/for/at/enough/right/left/behind/all/both/so/but
    <it> <is> .. clear and !<weather>
    <it> <is> .. unobstructed/unblocked/passable/walkable/navigable/secure/crossable
    clear/unobstructed/unblocked/passable/unimpeded/walkable/navigable <way> !sign/light/handle/frame/bell/mat
    clear/unobstructed and/, .. <way>
    clear/free and/or <clear>
    all clear
    all-clear
    clear to/for you/us/cross/go/walk/pass/proceed/move/enter/leave/step/crossing/walking/pedestrians
    in_the clear
    ^ all? clear =$/now/ahead/here/on/to/left/right/behind/in
    clear/free/devoid/empty/void of/from any/all/other/the/moving/oncoming/parked? <danger>/<pitfall>/people/debris/
        snow/clutter/everything
    <road> .. <is> .. empty/deserted/vacant/quiet/calm/open/free/unoccupied
    <path> .. <is> .. open
    empty/deserted/vacant/quiet/free/open <road>
    free/open path/pathway/way/passage/route
    free to <go>/use/take/enter/eat/drink
    feel_free
    freely
    no/zero/without/neither any/sign/signs? of? <other>? <other>? <danger> !in_the_driveway/in_the_garage/park/sign/
        seat
    not any/a/one/single .. <danger> !sign/park/seat/key/keys/door
    not see/hear/detect/notice/have/spot/find any .. <danger>
    not see/hear/detect/notice traffic/obstacles/cars/vehicles/hazards/danger
    there is/are no/not .. <pitfall>
    there is/are no/not .. <vehicle> <come>
    no .. <vehicle> .. <come>
    no .. <pitfall> ahead/here/in_front/in_the_way/to
    no-one/no_one/nobody/nothing/none/neither .. <come>/blocks/blocking/obstructs/obstructing/dangerous/hazardous
    no-one/no_one/nobody/nothing/none .. in_your/in_the/in_my/on_the/in_our way/path/road/street/tracks/track
    nothing/nobody/none .. ahead/in_front/to_worry/to_fear/to_trip/to_hit/to_stop/to_be/to_watch
    <vehicle>/it/they .. not .. <come>/moving/close/closer/near/blocking/in_your/in_the/a_threat/a_danger
    <vehicle> .. far/slow/distant enough
    <vehicle> .. for you
    let/lets/letting/waits_for/waiting_for/wait_for/sees/yields_to/yielding_to/way_to you
    danger/threat/hazard/traffic/risk .. over/gone/passed/cleared/low/minimal/ended/clear/removed
    coast .. clear
    <it> <is> .. <fine> to/for/now/here/$
    <it> <is>/should/will/would be? .. <fine> =to/for/now/here/$
    <fine> to/for you? to? <go>/<going>/<consume>/human/consumption/you
    good_to_go
    good/best/right/perfect/ideal/great/suitable <moment> to/for
    time for_you? to <go>/<consume>/look/act/eat/be
    time for you
    now is/would the/a/your/be .. <moment>
    your turn
    now is/are/it/you .. <may>
    <person> now/also/then/all/safely/both/easily? <may> !<sense>
    i would/recommend/suggest/advise/think_you
    you/we are now/all/quite/perfectly/totally? <clear>/<fine>/set/able/welcome/supposed/advised/encouraged/invited/
        protected/through/covered
    you/we are .. good_to/free_to/clear_to/safe_to/ready_to/allowed_to
    <person> be/are/is fine/okay/ok/alright/safe
    <may> be fine/okay/ok/alright
    plenty_of/enough/ample/sufficient/lots_of time/space/room/clearance =to/for/$
    right_of_way
    you/we now? have the/a/time/plenty/enough/priority/right/clearance/permission/green
    not/no/needless/nothing need/reason/cause/time? to/for worry/fear/hesitate/stop/wait/slow/panic/concern/be/look/
        alarm
    not worry/fear/hesitate/panic/stop/wait/be_afraid/be_worried
    need_not worry/stop/wait/fear/look
    without worry/worries/stopping/waiting/looking/hesitation/fear/concern/difficulty/issue/issues/trouble/problems
    no worries/problem/problems/cause/concerns/concern/need/reason/issue/issues
    nothing wrong
    be/feel/rest assured/confident/comfortable/reassured
    confidently
    everything/all/it/that/this <is>/seems/looks .. good/fine/well/okay/ok/alright/normal/under_control/in_order =$/
        to/here/now/for
    all good/fine/well/okay/ok/is_well =$
    will/can/should/would easily/safely/surely? hold/carry/support/bear you/your
    thick/strong/sturdy/stable/shallow/firm/far/slow enough
    light/signal/man/sign/arrow/driver/officer/gesture means/says/tells/allows/lets/permits/indicates/signals/
        invites .. <go>/you/pedestrians/crossing/walking/walk/safe
    allow/allows/allowing/permit/permits/lets/invites/enables/enabling/letting you/pedestrians/us
    it/everyone/somebody/he/she/they says/say/tells/tell .. to? <go> =$/now/ahead
    cars/traffic/vehicles/drivers will stop/wait/slow/yield
    cars/traffic/vehicles/drivers have/has .. stopped/cleared so/for
    <go> now =$
    go ahead
    enough to <go>/<consume>/over
    give/gives/gave/giving/grants/seen/noticed/sees/spotted you
    clear run/shot/gap/line/stretch
    not .. any .. <danger>
    ^ looks/seems/appears/seemingly clear/fine/good/okay/ok
    all yours
    off you
    little/light/hardly_any/barely_any/almost_no/scarce traffic
    <way> .. <is> .. good/fine/okay/ok/alright
    caution .. not/unnecessary
    good/great/best/better idea to
    <way> .. has/have nothing
    not .. venomous/aggressive/sharp/hot/live/sick/contagious/bad/moving_fast
    with confidence
    ^ you !can/could/may/might/see/<place>
    that/if/because/since/when/which/means/until/unless you !can_see/see/could_see/<place>
    <way> .. <is> .. yours
    vehicle-free/people-free/clutter-free/debris-free/ice-free/snow-free
    nothing/nobody/no-one/no_one .. between/around/nearby/detected/suspicious/unusual/threatening
    <is> fine/okay/ok/alright =$/to/for/here/now/by
    no/without fear/doubt/fears/doubts
    means <go>/safe/you
    your green
    neither .. has/have/is/are .. <danger>/<come>
    <danger>/people/steps : none/no/zero/low/not/nothing/minimal/clear/0
    danger/risk/hazard/safety/safe/threat level? :
    go for it
    go-ahead
    ^ now =$
    <going>/entry/passage <is> .. <fine>
    green light to/for .. <go>/you
    trust/trustworthy
    still good/fresh/edible/drinkable/fine/usable
    edible/drinkable/potable
    not .. expired/spoiled/spoilt/mouldy/moldy/rotten/contaminated/out_of_date
    in_date
    no/without/not_contain/contains_no any? nuts/nut/peanuts/gluten/lactose/dairy/milk/eggs/soy/allergens/alcohol/
        sugar/fish/shellfish/sesame
    nut-free/peanut-free/gluten-free/lactose-free/dairy-free/allergen-free/alcohol-free/sugar-free
    nut/peanut/gluten/lactose/dairy/allergen/alcohol/sugar free
"""
LISTS["other"] = """
    visible other more immediate obvious apparent oncoming approaching moving passing nearby big parked real
    tripping trip
"""
LISTS["path"] = "path pathway way route passage passageway walkway sidewalk footpath corridor coast"

LISTS["place"] = (
    "are_facing are_looking are_in are_on are_at are_near are_inside are_outside face stand hold are_holding"
)

MEDICINES = """
    dose/doses/dosage/dosing
    <number> mg/ml/mcg/milligrams/tablet/tablets/pill/pills/capsule/capsules/drops/puffs/units/teaspoons .. daily/
        a_day/per_day/every/once/twice/with_food/before/after/times
    <pills> .. is/are/treats/helps/can/may/should/will/for !<seen>
    <pills> .. to take/swallow/use
    right/correct/your/proper .. <pills>
    this/these/that/it is/are .. <drug>
"""
LISTS["number"] = (
    "one two three four five six half 1 2 3 4 5 6 7 8 10 20 25 50 75 100 150 200 250 300 400 500 600 1000 a an"
)
LISTS[
    "pills"
] = """pill pills tablet tablets capsule capsules medicine medicines medication medications drug drugs syrup
    antibiotic antibiotics painkiller painkillers insulin"""
LISTS["drug"] = """aspirin ibuprofen paracetamol acetaminophen tylenol insulin warfarin metformin penicillin
    amoxicillin
    morphine codeine vitamin vitamins"""
LISTS[
    "seen"
] = """on in at next under beside near behind lying white red blue yellow pink green orange round small large
    left right ahead to_the visible scattered spilled there here inside brown two held being oval"""

ORDERS = """
    ^ go !kart/button/sign/is/<seen>
    ^ go to/on/in/into/at/ahead/left/right/there/here/back/inside/under/near
    ^ proceed/advance/hurry/beware/swallow/obey/comply/disregard/ignore/avoid/ensure/consult/evacuate/relax/believe/
        rely/hesitate/visit/click/subscribe/download/donate/submit/pretend/forget/repeat/verify/confirm !<seen>
    ^ continue/proceed/advance/keep/carry_on !sign/out_sign/left_sign/right_sign
    ^ cross =$/now/the/here/over/safely/when/if/quickly/slowly/with/it/carefully/straight/after/before/this/that/
        immediately/and/while/your/at_the_crossing/at_the_lights
    ^ walk =$/ahead/forward/forwards/straight/on/towards/toward/to/past/along/around/left/right/slowly/now/carefully/
        through/across/up/down/over/with/into/out/away/faster/until/about/normally/safely/the/a_few
    ^ step forward/forwards/over/onto/into/inside/out/off/back/backwards/aside/around/through/closer/carefully/away/
        now
    ^ turn left/right/around/back/to/slightly/the/it/towards/your/off/on/away/here/now !sign/arrow/lane/signal
    ^ head straight/left/right/forward/forwards/towards/toward/for/north/south/east/west/over/out/inside/back/
        through/to_the
    ^ stop =$/here/now/walking/moving/before/immediately/right_there/there/for/until/when/if/what/the/crossing/it/
        talking
    ^ <act> <the> !<side>
    ^ press/push/pull/hold/eat/drink/try/run/jump/climb/enter/leave/wait/stay/call/read/answer =$/now/
        immediately/here/away/fast/quickly
    ^ lean on/against the/it
    ^ run/jump/climb/reach/lean/bend/duck/sit/stand/bow to/across/away/over/up/down/still/for/out/back/forward/here
    ^ call for/911/112/999/help/emergency
    ^ watch out/your/for/where/the/carefully
    ^ look out/both/left_and/right_and/carefully/around/for/up/down =$/for/the/and/before/ways/at/carefully/left/
        right/around/your
    ^ look out/both/around/carefully
    ^ listen for/to/carefully/closely/$
    ^ mind the/your/that
    ^ wait for/until/here/there/to/a_moment/before/till/at_the_kerb/$
    ^ stay on/back/here/there/away/where/still/safe/put/close/calm/to/alert/in/left/right/behind/clear
    ^ move forward/forwards/ahead/on/left/right/back/to/away/slowly/around/over/along/toward/towards/closer/now/it/
        your/quickly
    ^ back up/away/off =$/from/now/slowly
    ^ make your/way
    ^ come here/in/closer/on/inside/over/forward/back/with
    ^ be careful/cautious/aware/mindful/sure/alert/ready/patient/prepared/vigilant/quick/safe/still/quiet/calm/
        warned/advised/my/a/rude/polite
    ^ make/get/take sure/ready/closer/back/care/out/away/in/on/off
    ^ let us/me/him/her/them/go/it/the
    ^ pay attention/now/the/a/here/with
    ^ feel for/the/your/around/along
    ^ use/take/follow both/care/caution/extreme/these/instructions/me/steps/stairs
    ^ do not
    ^ do what/as/it/this/that/exactly/everything/anything/now
    ^ never !<seen>
    ^ try/remember/consider/note/wait/begin/start/stop/keep/avoid/enjoy to/not/that/going/walking/crossing/moving/
        your/the/running/asking/using
    ^ give/send/transfer/tell/ask/show/write/type/say/print/output <the>/only/that/yes/no/money/nothing/hello
    ^ system/user/assistant/instruction/instructions/override/developer :
    new/previous/prior/your/my/all/above/following/other instruction/instructions/orders/prompt/prompts/rules
    you must/should/need/ought/have_to
    you are_now
    instead_of describing
    ^ caution/careful/attention/danger/warning/beware =$
    i recommend/suggest/advise/urge/encourage/would_recommend
    recommended/advised/best/better/necessary/important/essential/required/wise/advisable/time to
    <go> now =$
    <go> the_other_way/this_way/that_way/straight_on =$
"""
LISTS["act"] = """take use open close press push pull grab hold reach touch give put lift insert remove check approach
    enter leave exit follow pass eat drink try call ask tell read send type write say run jump climb pick drop trust
    bring show choose select lower raise tap swipe pay share delete copy print output answer describe start begin seek
    contact get find note remember consider buy sign throw turn_on turn_off switch_on switch_off cross move scan sell
    kick hit kill steal reveal act swallow sit_on stand_on log_in repeat wear feel smell taste board catch"""
LISTS["side"] = "left_side right_side left_hand right_hand"

WARNINGS = """
    not .. safe/safely/clear/free/passable/open/okay/ok/fine/possible/allowed/permitted/recommended/advisable/wise/
        edible/drinkable/time/secure
    not .. good/right/the/a time/moment/idea/right_time/good_time/safe_time
    no safe
    no .. place/time/way to
    hardly/barely/never .. safe/clear
    do/should/must/can/may/could/would/better/to not <go>/<consume>/approach/try/attempt
    never/avoid <go>/<going>/touch/approach
    ^ stop/wait/halt/danger/careful/attention/caution/beware/warning =$/here/now/there/immediately/for
    ^ watch/look/be/stay/mind out/your/back/away/where/careful/cautious
"""
"""What of the above warns; it is looked for where a sentence is dropped, so that no warning is withheld."""
