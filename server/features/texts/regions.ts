/** States and provinces of the countries that have several time zones and that firms work in, by code and by name. */

const rows: Readonly<Record<'US' | 'CA' | 'AU', string>> = {
  AU: `ACT|australian capital territory|Australia/Sydney
NSW|new south wales|Australia/Sydney
NT|northern territory|Australia/Darwin
QLD|queensland|Australia/Brisbane
SA|south australia|Australia/Adelaide
TAS|tasmania|Australia/Hobart
VIC|victoria|Australia/Melbourne
WA|western australia|Australia/Perth`,
  CA: `AB|alberta|America/Edmonton
BC|british columbia|America/Vancouver,America/Edmonton
MB|manitoba|America/Winnipeg
NB|new brunswick|America/Halifax
NL|newfoundland and labrador|America/St_Johns,America/Halifax
NS|nova scotia|America/Halifax
NT|northwest territories|America/Edmonton
NU|nunavut|America/Toronto,America/Winnipeg,America/Edmonton
ON|ontario|America/Toronto,America/Winnipeg
PE|prince edward island|America/Halifax
QC|quebec|America/Toronto,America/Halifax
SK|saskatchewan|America/Regina
YT|yukon|America/Whitehorse`,
  US: `AK|alaska|America/Anchorage,America/Adak
AL|alabama|America/Chicago
AR|arkansas|America/Chicago
AZ|arizona|America/Phoenix,America/Denver
CA|california|America/Los_Angeles
CO|colorado|America/Denver
CT|connecticut|America/New_York
DC|district of columbia|America/New_York
DE|delaware|America/New_York
FL|florida|America/New_York,America/Chicago
GA|georgia|America/New_York
HI|hawaii|Pacific/Honolulu
IA|iowa|America/Chicago
ID|idaho|America/Boise,America/Los_Angeles
IL|illinois|America/Chicago
IN|indiana|America/New_York,America/Chicago
KS|kansas|America/Chicago,America/Denver
KY|kentucky|America/New_York,America/Chicago
LA|louisiana|America/Chicago
MA|massachusetts|America/New_York
MD|maryland|America/New_York
ME|maine|America/New_York
MI|michigan|America/New_York,America/Chicago
MN|minnesota|America/Chicago
MO|missouri|America/Chicago
MS|mississippi|America/Chicago
MT|montana|America/Denver
NC|north carolina|America/New_York
ND|north dakota|America/Chicago,America/Denver
NE|nebraska|America/Chicago,America/Denver
NH|new hampshire|America/New_York
NJ|new jersey|America/New_York
NM|new mexico|America/Denver
NV|nevada|America/Los_Angeles,America/Denver
NY|new york|America/New_York
OH|ohio|America/New_York
OK|oklahoma|America/Chicago
OR|oregon|America/Los_Angeles,America/Boise
PA|pennsylvania|America/New_York
RI|rhode island|America/New_York
SC|south carolina|America/New_York
SD|south dakota|America/Chicago,America/Denver
TN|tennessee|America/Chicago,America/New_York
TX|texas|America/Chicago,America/Denver
UT|utah|America/Denver
VA|virginia|America/New_York
VT|vermont|America/New_York
WA|washington|America/Los_Angeles
WI|wisconsin|America/Chicago
WV|west virginia|America/New_York
WY|wyoming|America/Denver`,
};

const regions = new Map<string, readonly string[]>();
for (const [country, text] of Object.entries(rows))
  for (const row of text.split('\n')) {
    const [code = '', name = '', zones = ''] = row.split('|');
    for (const key of [code.toLowerCase(), name]) regions.set(`${country} ${key}`, zones.split(','));
  }

/** Time zones of "NSW" or "New South Wales" in a country; empty where it is not known. */
export function zonesOfRegion(country: string, region: string): readonly string[] {
  const key = region
    .normalize('NFKD')
    .replaceAll(/\p{M}|\./gu, '')
    .trim()
    .toLowerCase();
  return regions.get(`${country} ${key}`) ?? [];
}
