#!/usr/bin/perl
# WordNet's data files to passages, one JSON record a line on standard output.
#   usage: wordnet-passages.pl FOLDER LIMIT      LIMIT 0: all of them
# Format: wndb(5WN). A line: offset, lexicographer file, type, count of words (hex), word and id pairs, …, " | ", gloss.
# Perl, because Debian always has it. WordNet is plain ASCII, so bytes are code points.
use strict;
use warnings;

# Names of the lexicographer files by number: lexnames(5WN).
my @labels = qw(adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body
  noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location noun.motive noun.object
  noun.person noun.phenomenon noun.plant noun.possession noun.process noun.quantity noun.relation noun.shape noun.state
  noun.substance noun.time verb.body verb.change verb.cognition verb.communication verb.competition verb.consumption
  verb.contact verb.creation verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative
  verb.weather adj.ppl);

my ($folder, $limit) = @ARGV;
my @records;
for my $part (qw(noun verb adj adv)) {
    open my $file, '<', "$folder/data.$part" or die "wordnet: cannot read $folder/data.$part: $!\n";
    while (my $line = <$file>) {
        push @records, $line if $line =~ /^\d/;
    }
}

# Even steps through all records: the i-th is at floor(i * all / limit), so every part has its share.
my $all = @records;
$limit = $all if !$limit || $limit > $all;
print record($records[int($_ * $all / $limit)]) for 0 .. $limit - 1;

sub record {
    my ($line) = @_;
    my ($head, $gloss) = $line =~ /^(.*?) \| *(.*?)\s*$/ or die "wordnet: not a synset: $line";
    my ($offset, $lexicographer, $type, $count, @fields) = split / /, $head;
    my @words = map { word($fields[2 * $_]) } 0 .. hex($count) - 1;
    my $words = join(', ', @words) . ':';
    my $first = length $words;
    my $last = $first + 1 + length $gloss;
    return sprintf qq({"pid": %s, "passage": %s, "spans": "(0,%d),(%d,%d)", "docid": %s, "label": %s}\n),
      json("wn_${type}_$offset"), json("$words $gloss"), $first, $first + 1, $last, json($words[0]),
      json($labels[$lexicographer]);
}

# Underscores stand for spaces; adjectives may carry their place in a syntactic marker, (p), (a) or (ip).
sub word {
    my ($word) = @_;
    $word =~ s/\((?:p|a|ip)\)$//;
    $word =~ tr/_/ /;
    return $word;
}

sub json {
    my ($text) = @_;
    $text =~ s/(["\\])/\\$1/g;
    $text =~ s/([\x00-\x1f])/sprintf '\\u%04x', ord $1/ge;
    return qq("$text");
}
