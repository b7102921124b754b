-- Keys and indices.

ALTER TABLE survey ADD PRIMARY KEY (survey);
ALTER TABLE survey_count ADD PRIMARY KEY (survey, question, choice);
