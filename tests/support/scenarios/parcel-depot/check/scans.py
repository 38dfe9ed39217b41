def in_time(rows):
    good = sum(int(row["delivered"]) <= int(row["promised"]) for row in rows.values())
    return good / len(rows)
