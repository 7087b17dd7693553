"""What parameters are often about, by the words in their names."""

from typing import Final

from lib.simulator.reading.words import vocabulary

FROM: Final = vocabulary("origin from source departure start depart sender")
TO: Final = vocabulary("destination to target arrival end recipient arrive")
PLACE: Final = vocabulary("city place location town country region state where address area capital")
PERSON: Final = vocabulary(
    "name person user who employee member members assignee author participant participants people attendees guest "
    "username customer contact"
)
QUERY: Final = vocabulary("query question search q keyword keywords topic phrase subject")
TEXT: Final = vocabulary("text message content body prompt input note comment description title sentence")
SUM: Final = vocabulary("expression formula calculation equation")
ROLE: Final = vocabulary("role job position title profession occupation")
ZONE: Final = vocabulary("zone timezone tz")
