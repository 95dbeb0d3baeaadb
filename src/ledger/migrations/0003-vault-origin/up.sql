-- Which unit brought a value into the vault. One file brought by two units is one value and two rows.
create table vault_origin (
  city text not null,
  digest text not null,
  unit text not null,
  account text not null,
  kept_at timestamptz(3) not null,
  primary key (city, digest, unit)
);
