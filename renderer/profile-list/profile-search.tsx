import { Check, ListFilter, X } from "lucide-react";
import { Button, Input, Menu, MenuItem, MenuTrigger, Popover, SearchField } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { STATE_FILTERS, type StateFilter } from "./profile-rows.js";

/** What the window's keys find the box by. */
export const SEARCH_ID = "tunnel-search";

interface ProfileSearchProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly filter: StateFilter;
  readonly onFilter: (filter: StateFilter) => void;
  /** The arrow down leads to what was found. */
  readonly onEnterList: () => void;
  /** Enter leads to the first that was found. */
  readonly onSubmit: () => void;
  /** Escape in an empty box. */
  readonly onLeave: () => void;
}

/** Narrows the list, by text and by state. */
export function ProfileSearch({
  search,
  onSearch,
  filter,
  onFilter,
  onEnterList,
  onSubmit,
  onLeave,
}: ProfileSearchProps) {
  return (
    <div className="profile-search" role="search">
      <SearchField
        id={SEARCH_ID}
        className="profile-search-field"
        aria-label={words.list.search}
        value={search}
        onChange={onSearch}
        onSubmit={onSubmit}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") {
            event.preventDefault();
            onEnterList();
          } else if (event.key === "Escape" && search === "") onLeave();
          else event.continuePropagation();
        }}
      >
        <Input placeholder={words.list.placeholder} autoComplete="off" spellCheck="false" />
        {search === "" ? null : (
          <Button className="icon-button profile-search-clear" aria-label={words.list.clear}>
            <X aria-hidden="true" />
          </Button>
        )}
      </SearchField>
      <MenuTrigger>
        <Button
          className={`icon-button ${filter === "all" ? "" : "icon-button-on"}`}
          aria-label={words.list.filter(words.list.filters[filter])}
        >
          <ListFilter aria-hidden="true" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="menu"
            aria-label={words.list.filterLabel}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[filter]}
            onSelectionChange={(keys) => {
              const chosen = STATE_FILTERS.find((one) => keys !== "all" && keys.has(one));
              if (chosen !== undefined) onFilter(chosen);
            }}
          >
            {STATE_FILTERS.map((one) => (
              <MenuItem key={one} id={one} className="menu-item" textValue={words.list.filters[one]}>
                <Check className="menu-check" aria-hidden="true" />
                {words.list.filters[one]}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
