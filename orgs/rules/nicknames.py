"""Short forms of given names, English and Spanish."""

GROUPS = """
abigail abby abbie gail | albert al bert | alberto beto | alejandra ale sandra | alejandro ale alex |
alexander alex al sasha xander | alexandra alex sandra sasha | alfred al fred alfie | alfredo fredo |
alice ali | alicia licha | amanda mandy | andrew andy drew | andrea andi | angela angie | ann anne anna annie |
anthony tony | antonia toni tona | antonio tony tono toni | arthur art artie | barbara barb babs |
benjamin ben benny |
beatriz bea | bernard bernie | bradley brad | carolina caro | caroline carrie carol | catalina cata |
catherine cathy kate katie kathy cat | charles charlie chuck chas | charlotte charlie lottie |
christina chris tina chrissy | christine chris tina chrissy | christopher chris kit | concepcion concha conchita |
cristina cris tina | daniel dan danny dani | daniela dani | david dave davy | deborah deb debbie debra |
dolores lola |
donald don donnie | dorothy dot dottie | eduardo edu lalo | edward ed eddie ted ned | elena nena |
elizabeth liz lizzie beth betty eliza betsy | emilia emi | emily em | enrique quique kike | ernesto neto |
eugene gene | federico fede | fernando fer nando | florencia flor | francis frank fran |
francisca paca pancha fran | francisco paco pancho fran cisco kiko | frederick fred freddie | gabriel gabe gabi |
gabriela gabi gaby | gerald gerry jerry | gerardo gera | gregory greg | guadalupe lupe lupita |
guillermo memo guille |
gustavo gus tavo | harold hal harry | henry hank harry hal | ignacio nacho | isabel isa chabela |
isabella bella izzy |
jacob jake | james jim jimmy jamie | janet jan | jeffrey jeff | jennifer jen jenny | jeremy jerry |
jessica jess jessie |
jesus chuy chucho | joan joanie | joaquin quino | john jack johnny jon | jonathan jon johnny nathan |
jorge coque | jose pepe pepito che | josefa pepa | joseph joe joey | joshua josh | juan juancho juanito |
judith judy | julia juli | katherine kate kathy katie kat | kathleen kathy kate | kathryn kathy kate katie |
kenneth ken kenny | kimberly kim | lawrence larry laurence | leonard len lenny leo | leonardo leo | lillian lily lil |
louis lou louie | lucia lucy | luis lucho | magdalena magda lena | manuel manolo manu | marcela marce |
margaret maggie meg peggy marge | margarita marga rita | maria mari maru | maria-jose majo | mariana mari |
martin tincho | matthew matt | matias mati | melissa mel | mercedes meche | michael mike mick mickey |
michelle shelly | miguel migue | milagros mili | natalia nati | nancy nan | nathaniel nate nathan |
nicholas nick nicky |
nicolas nico | pablo pablito | pamela pam | patricia pat patty tricia trish pati | patrick pat paddy rick |
paula pau | pedro perico | peter pete | philip phil | rafael rafa | ramon moncho | raymond ray | rebecca becky becca |
ricardo richi | richard rick dick rich richie | robert bob rob bobby robbie bert | roberto beto | rodrigo rodri |
ronald ron ronnie | rosario charo | rosalinda rosa linda | rosa rosita | samantha sam | samuel sam sammy |
sandra sandy | santiago santi | sarah sally | sebastian seba | sergio checo | sofia sofi | soledad sole |
stephanie steph | stephen steve steven | steven steve stephen | susan sue susie suzy | susana susi |
teresa tere terry |
theodore ted teddy theo | theresa terry tess | thomas tom tommy | timothy tim timmy | tomas tomi | valentina vale |
valeria vale | veronica vero | vicente chente | victor vic | victoria vicky tori | vincent vince vinny |
virginia ginny | walter walt | william will bill billy willy liam | xavier xavi | javier javi | yolanda yoli
"""


def _table() -> dict[str, frozenset[str]]:
    """Each name with the formal names it can stand for (a formal name stands for itself)."""
    table: dict[str, set[str]] = {}
    for group in GROUPS.split("|"):
        formal, *short = group.split()
        for name in (formal, *short):
            table.setdefault(name, {name}).add(formal)
    return {name: frozenset(formals) for name, formals in table.items()}


NICKNAMES = _table()
