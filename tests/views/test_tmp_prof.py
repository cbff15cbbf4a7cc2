import time, pytest
from tests.views.test_crawl import *
from catalogue.listing import facets
@pytest.mark.django_db
def test_p(client):
    load_generated()
    c=time.process_time(); singles=choices_on(client,"/fragmenten/"); print("singles",len(singles), time.process_time()-c)
    c=time.process_time(); 
    for a in list(singles)[:10]: choices_on(client,a)
    print("page", (time.process_time()-c)/10)
    c=time.process_time(); 
    for a in list(singles)[:10]: facets(FragmentFilter(QueryDict(urlsplit(a).query)))
    print("facets", (time.process_time()-c)/10)
    c=time.process_time(); 
    for a in list(singles)[:10]: total_of(a)
    print("total", (time.process_time()-c)/10)
    c=time.process_time(); 
    for a in list(singles)[:10]: ask(client, a, hx_request="true")
    print("part", (time.process_time()-c)/10)
    pairs={}
    c=time.process_time();
    for a in singles:
        pairs |= {f"/fragmenten/{x.url}":x.count for f in facets(FragmentFilter(QueryDict(urlsplit(a).query))) for x in [*f.choices,*f.hidden_choices]}
    print("pairs", len(pairs), time.process_time()-c)
    import cProfile,pstats
    p=cProfile.Profile(); p.enable()
    for a in list(singles)[:5]: choices_on(client,a)
    p.disable(); pstats.Stats(p).sort_stats("cumtime").print_stats(60)
