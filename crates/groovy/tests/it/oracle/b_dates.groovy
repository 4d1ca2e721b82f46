new Date(0).toString()

new Date(0).format('yyyy-MM-dd HH:mm:ss')

new Date(1700000000123).format("yyyy-MM-dd'T'HH:mm:ss.SSSZ")

new Date(1700000000123).format("yyyyMMdd-HHmmss")

new Date(1700000000123).format("EEE, d MMM yyyy hh:mm a z")

new Date(1700000000123).format("EEEE MMMM D w W F E k K h u yy y M d H m s S X XXX")

new Date(1700000000123).format('yyyy-MM-dd', TimeZone.getTimeZone('Europe/Paris'))

new Date(1700000000123).format('HH:mm z Z', TimeZone.getTimeZone('Europe/Paris'))

new Date(1700000000123).format('HH:mm', TimeZone.getTimeZone('GMT+2'))

new Date(1700000000123).time

new Date(1700000000123).getTime() + 1

Date.parse('yyyy-MM-dd', '2024-02-29').time

Date.parse('yyyy-MM-dd HH:mm', '2024-02-29 13:45').format('dd.MM.yyyy HH:mm')

Date.parse('yyyy-MM-dd', 'nope')

(new Date(0) + 1).time

(new Date(0) - 1).time

new Date(86400000L * 3) - new Date(0)

new Date(0) < new Date(1)

new Date(5) == new Date(5)

new Date(0).before(new Date(1)) && new Date(1).after(new Date(0))

new Date(0) <=> new Date(1)

new Date(0).clearTime().time

new Date(0)[Calendar.YEAR]

new Date(0).year + 1900

new Date(0).month + ' ' + new Date(0).date + ' ' + new Date(0).day + ' ' + new Date(0).hours

new Date(0).next().time + new Date(0).previous().time

new java.text.SimpleDateFormat('yyyy-MM-dd').format(new Date(0))

def f = new java.text.SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss'Z'"); f.setTimeZone(TimeZone.getTimeZone('UTC')); f.format(new Date(1700000000123))

new java.text.SimpleDateFormat('dd/MM/yyyy').parse('31/12/2023').time

new java.text.SimpleDateFormat('yyyy-MM-dd').parse('x')

new java.text.SimpleDateFormat('yyyy-qq')

def c = Calendar.getInstance(); c.setTimeInMillis(0L); [c.get(Calendar.YEAR), c.get(Calendar.MONTH), c.get(Calendar.DAY_OF_MONTH), c.get(Calendar.DAY_OF_WEEK), c.get(Calendar.HOUR_OF_DAY)]

def c = Calendar.instance; c.time = new Date(0); c.add(Calendar.DATE, 40); c.time.time

def c = Calendar.instance; c.time = new Date(0); c.add(Calendar.MONTH, 1); c.format('yyyy-MM-dd')

def c = Calendar.instance; c.setTimeInMillis(0L); c.set(Calendar.YEAR, 2024); c.time.format('yyyy-MM-dd')

def c = Calendar.instance; c.setTimeInMillis(0L); c.set(2024, 1, 29); c.time.format('yyyy-MM-dd')

def c = Calendar.instance; c.setTimeInMillis(0L); c[Calendar.YEAR]

TimeZone.getTimeZone('Europe/Paris').ID

TimeZone.default.ID

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 2, 28).plusDays(2)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.parse('2024-02-29').plusYears(1)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 31).plusMonths(1).dayOfMonth

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 31).dayOfWeek

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 31).getMonthValue() + ' ' + LocalDate.of(2024, 1, 31).month + ' ' + LocalDate.of(2024, 1, 31).year + ' ' + LocalDate.of(2024, 1, 31).dayOfYear

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 31).isLeapYear()

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 31).isBefore(LocalDate.of(2024, 2, 1))

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 31).format(DateTimeFormatter.ofPattern('dd.MM.yyyy EEE'))

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 31).format(DateTimeFormatter.ISO_DATE)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.parse('31/01/2024', DateTimeFormatter.ofPattern('dd/MM/yyyy'))

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.parse('nope')

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDateTime.of(2024, 1, 31, 13, 45)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDateTime.of(2024, 1, 31, 13, 45, 10).format(DateTimeFormatter.ofPattern('yyyyMMdd_HHmmss'))

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDateTime.of(2024, 1, 31, 13, 45).plusHours(12).minusMinutes(5)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDateTime.of(2024, 1, 31, 13, 45).toLocalDate()

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDateTime.parse('2024-01-31T13:45:00')

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalTime.of(13, 5)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalTime.parse('13:05:07').plusSeconds(60)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.ofEpochMilli(1700000000123)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.ofEpochSecond(1700000000).toEpochMilli()

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.parse('2024-01-31T13:45:00Z').plusSeconds(5)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.parse('2024-01-31T13:45:00Z').epochSecond

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.parse('2024-01-31T13:45:00Z').plus(1, ChronoUnit.DAYS)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.parse('2024-01-31T13:45:00Z').truncatedTo(ChronoUnit.HOURS)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.ofEpochMilli(0).atZone(ZoneId.of('Europe/Paris'))

import java.time.*
import java.time.format.*
import java.time.temporal.*
ZonedDateTime.of(2024, 1, 31, 13, 45, 0, 0, ZoneId.of('UTC'))

import java.time.*
import java.time.format.*
import java.time.temporal.*
ZonedDateTime.ofInstant(Instant.ofEpochMilli(0), ZoneOffset.UTC).format(DateTimeFormatter.ISO_INSTANT)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Instant.ofEpochMilli(0).atZone(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX"))

import java.time.*
import java.time.format.*
import java.time.temporal.*
Duration.ofSeconds(3725)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Duration.ofMinutes(90).toHours() + ' ' + Duration.ofMinutes(90).toMinutes() + ' ' + Duration.ofMillis(1500).toMillis()

import java.time.*
import java.time.format.*
import java.time.temporal.*
Duration.between(Instant.ofEpochMilli(0), Instant.ofEpochMilli(61500))

import java.time.*
import java.time.format.*
import java.time.temporal.*
Duration.parse('PT1H30M').seconds

import java.time.*
import java.time.format.*
import java.time.temporal.*
Duration.ofSeconds(61).plus(Duration.ofSeconds(5)).getSeconds()

import java.time.*
import java.time.format.*
import java.time.temporal.*
ChronoUnit.DAYS.between(LocalDate.of(2024, 1, 1), LocalDate.of(2024, 3, 1))

import java.time.*
import java.time.format.*
import java.time.temporal.*
Period.between(LocalDate.of(2024, 1, 1), LocalDate.of(2024, 3, 5))

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.ofEpochDay(0)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 1).toEpochDay()

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 1, 1) == LocalDate.of(2024, 1, 1) && LocalDate.of(2024, 1, 1) < LocalDate.of(2024, 1, 2)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 13, 1)

import java.time.*
import java.time.format.*
import java.time.temporal.*
LocalDate.of(2024, 2, 29).withDayOfMonth(1).atStartOfDay()

import java.time.*
import java.time.format.*
import java.time.temporal.*
DayOfWeek.MONDAY.plus(1)

import java.time.*
import java.time.format.*
import java.time.temporal.*
Month.of(2)

java.util.concurrent.TimeUnit.MINUTES.toMillis(2) + ' ' + java.util.concurrent.TimeUnit.MILLISECONDS.toSeconds(2500)

import java.time.*
import java.time.format.*
import java.time.temporal.*
OffsetDateTime.parse('2024-01-31T13:45:00+02:00').toInstant()

import java.time.*
import java.time.format.*
import java.time.temporal.*
DateTimeFormatter.ofPattern('yyyy').format(LocalDate.of(2024, 1, 1))

import static java.util.Calendar.*
def c = new GregorianCalendar(2020, FEBRUARY, 29)
c.add(DAY_OF_MONTH, 1)
[c.time.format('yyyy-MM-dd HH:mm'), new GregorianCalendar(2020, 0, 31, 12, 30).time.format('yyyy-MM-dd HH:mm:ss')]
