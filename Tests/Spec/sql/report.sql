-- How many of each kind
select kind, count(*) as n
from pet
where age >= :age
group by kind
order by kind
